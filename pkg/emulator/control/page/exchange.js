import { call, confirm, send } from "./api.js";
import { code, h, one, plural, say, size } from "./dom.js";

// openExchange shows the headers, fields and bodies of a request below its row.
export async function openExchange(li, all = false) {
  const box = one(".exchange", li);
  const answer = await call("GET", `requests/${li.dataset.id}${all ? "?values=show" : ""}`);
  if (!answer) return;
  const x = answer.exchange;
  if (!x) {
    box.replaceChildren(h("p", { class: "hint" }, "Headers and bodies of this request are not kept, or not any more."));
    return;
  }
  li.curl = x.curl;
  box.replaceChildren(
    h("p", { class: "buttons" },
      h("button", { type: "button", "data-do": "curl", title: "Copy as curl (c)" }, "Copy as curl"),
      h("button", { type: "button", class: "quiet", "data-do": "replay", disabled: !!x.no_replay, title: x.no_replay || "Send it again (r)" }, "Send again"),
      (x.hidden > 0 || all) && h("button", { type: "button", class: "quiet", "data-do": "reveal", "aria-pressed": String(all) }, all ? "Hide values" : `Show ${plural(x.hidden, "hidden value")}`)),
    x.no_replay ? h("p", { class: "hint" }, `It cannot be sent again from here: ${x.no_replay}.`) : "",
    h("p", { class: "sent", hidden: true }),
    side("Request", x.request, "nothing but headers"), side("Answer", x.response, "no body"),
    fold("curl", h("pre", { class: "text", tabindex: "0", "aria-label": "The command" }, x.curl)));
}

const fold = (title, ...content) => h("details", { class: "fold" }, h("summary", {}, title), content);

function side(title, s, without) {
  return h("section", { class: "side", "aria-label": title }, h("h4", {}, title),
    s.query && fields("Query", s.query), s.fields && fields("Fields", s.fields),
    s.body ? body(s.body) : !s.query && !s.fields && h("p", { class: "hint" }, without),
    fold(plural(s.headers.length, "header"), table("Headers", s.headers)));
}

const fields = (title, list) => [h("h5", {}, title), table(title, list)];

const table = (title, list) => h("table", { class: "pairs", "aria-label": title }, h("tbody", {}, list.map((f) => h("tr", {}, h("th", { scope: "row" }, code(f.name)), h("td", {}, value(f))))));

function value(f) {
  if (f.hidden === "never") return h("span", { class: "hint" }, "never kept");
  if (f.hidden) return h("span", { class: "hint", "aria-label": "hidden" }, "••••••");
  return f.file ? [h("span", { class: "hint" }, f.file.name || "a file"), body(f.file)] : code(f.value);
}

function body(b) {
  return [h("p", { class: "hint" }, [b.type, size(b.bytes), b.note].filter(Boolean).join(" · ")), b.text !== "" && text(b.text, b.type)];
}

// text shows what came from outside as text. JSON is indented, nothing else of it changes.
export const text = (value, type = "") => h("pre", { class: "text", tabindex: "0", "aria-label": "Text" }, indented(value, type));

function indented(value, type) {
  if (!type.includes("json")) return value;
  try { return JSON.stringify(JSON.parse(value), null, 2); } catch { return value; }
}

const rowOf = (e) => e?.closest?.("#request-list > li");

// copyCurl puts the command on the clipboard. Where there is none, it shows and selects it.
export async function copyCurl(element) {
  const li = rowOf(element);
  if (!li) return;
  if (!li.curl) await openExchange(li);
  if (!li.curl) return;
  try {
    await navigator.clipboard.writeText(li.curl);
    say("The command was copied; it takes the token from $TWILIO_AUTH_TOKEN");
    note(li, "Copied. It takes the token from $TWILIO_AUTH_TOKEN.");
  } catch {
    const shown = one(".exchange > .fold:last-child", li);
    shown.open = true;
    getSelection().selectAllChildren(one("pre", shown));
    note(li, "The browser lets nothing be copied from here: the command below is selected.");
  }
}

function note(li, ...words) {
  const p = one(".sent", li);
  if (!p) return;
  p.hidden = false;
  p.replaceChildren(...words);
}

export async function replay(element) {
  const li = rowOf(element);
  if (!li) return;
  const method = one(".method", li).textContent;
  if (method === "DELETE" && !await confirm("Send this DELETE again?", `${one(".what code", li).textContent} will be deleted, if it is there.`)) return;
  const answer = await send("POST", `requests/${li.dataset.id}/replay`, {});
  if (!answer) return;
  const r = answer.request, status = r.status || "closed without an answer";
  say(`Sent again: ${status}`);
  note(li, "Sent again as request ", h("button", { type: "button", class: "link", "data-do": "jump", "data-id": r.id }, String(r.id)), `: ${status}`);
}

export const reveal = (element) => openExchange(rowOf(element), element.getAttribute("aria-pressed") === "false");
