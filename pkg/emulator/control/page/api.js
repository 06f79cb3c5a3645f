import { h, one } from "./dom.js";

// call asks an endpoint and gives its JSON. What goes wrong is shown, and null given.
export async function call(method, path, body, type = "application/json") {
  let response, answer;
  try {
    response = await fetch(path, { method, body, headers: body === undefined ? {} : { "Content-Type": type }, cache: "no-store" });
    answer = await response.json();
  } catch {
    problem("The emulator does not answer.", "Is it still running?");
    return null;
  }
  if (response.ok) return answer;
  const e = answer.error ?? {};
  problem(`${e.thing ?? "Request"} ${e.value ? JSON.stringify(e.value) + " " : ""}was refused: ${e.message ?? response.status}`, e.advice ?? "");
  return null;
}

export const send = (method, path, value) => call(method, path, JSON.stringify(value));

export function problem(text, advice = "") {
  const box = one("#problem");
  box.replaceChildren(h("div", { class: "problem" }, h("p", {}, h("b", {}, text), advice ? " " + advice : ""),
    h("button", { type: "button", class: "quiet", "data-do": "dismiss" }, "Dismiss")));
}

export function dismiss() { one("#problem").replaceChildren(); }

// confirm asks before something that cannot be taken back.
export function confirm(title, text) {
  const dialog = one("#confirm");
  one("#confirm-title").textContent = title;
  one("#confirm-text").textContent = text;
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((done) => dialog.addEventListener("close", () => done(dialog.returnValue === "yes"), { once: true }));
}
