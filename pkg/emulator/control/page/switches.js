import { call, confirm, send } from "./api.js";
import { all, code, h, morph, one, plural, say, when } from "./dom.js";
import { overview } from "./services.js";

let faults = [], ticking = null;

export async function showFaults() {
  const answer = await call("GET", "faults");
  if (!answer) return;
  faults = answer.faults;
  const list = h("div", {});
  if (faults.length === 0) list.append(h("p", { class: "hint" }, "No fault is set: every call gets the answer that it should."));
  faults.forEach((s, i) => list.append(h("div", { class: "fault panel" + (s.hits ? " hit" : ""), "data-key": String(i) },
    h("p", {}, h("b", {}, s.fault.operation === "*" ? "every operation" : s.fault.operation), " ", words(s.fault)),
    h("p", { class: "hint" }, h("span", { class: s.hits ? "tag error" : "tag" }, plural(s.hits, "hit")), ` of ${plural(s.calls, "call")}`),
    h("button", { type: "button", class: "quiet", "data-do": "drop-fault", "data-index": i, "aria-label": `Remove the fault of ${s.fault.operation}` }, "Remove"))));
  morph(one("#fault-list"), list);
}

// words say what a fault does; the JSON form has the details.
function words(f) {
  const effects = { status: `answers ${f.status}`, delay: "is slow", reset: "closes the connection", truncated: "is cut off", malformed: "is malformed",
    html: "answers a page of HTML", empty: "answers nothing", "failed-build": "makes a build that fails" };
  const which = f.times === -1 ? "always" : plural(f.times ?? 1, "time");
  return [effects[f.kind] ?? f.kind, f.delay && `after ${f.delay}`, f.after_work && "once the work is done", f.every > 1 && `one call in ${f.every}`,
    f.nth > 1 && !f.every && `from call ${f.nth}`, f.from && `from ${f.from}`, f.header && "with " + Object.entries(f.header).map(([name, value]) => `${name}: ${value}`).join(", "), f.body && `saying “${f.body.slice(0, 100)}”`]
    .filter(Boolean).join(", ") + `, ${which}`;
}

const setFaults = async (list) => { if (await send("PUT", "faults", list)) await showFaults(); };
export const dropFault = (i) => setFaults(faults.map((s) => s.fault).filter((_, n) => n !== i));
export async function noFaults() { if (await call("DELETE", "faults")) await showFaults(); }

export async function addFault() {
  const value = (id) => one("#fault-" + id).value.trim(), kind = value("kind");
  const f = { operation: value("operation"), kind, times: Number(value("times")) };
  if (kind === "status") f.status = Number(value("status"));
  if (kind === "status" && value("retry")) f.header = { "Retry-After": value("retry") };
  if (kind === "failed-build") { f.operation = "CreateBuild"; if (value("reason")) f.body = value("reason"); }
  if (value("delay")) f.delay = value("delay");
  if (Number(value("every"))) f.every = Number(value("every"));
  if (one("#fault-after").checked) f.after_work = true;
  await setFaults([...faults.map((s) => s.fault), f]);
  say("The list of faults was sent");
}

export function faultFields() {
  const kind = one("#fault-kind").value;
  for (const label of all("#fault-form [data-for]")) label.hidden = label.dataset.for !== kind;
}

export async function fillOperations() {
  const about = await call("GET", "about");
  if (!about) return;
  one("#fault-operation").replaceChildren(h("option", { value: "*" }, "every operation"), ...about.operations.map((name) => h("option", {}, name)));
  one("#of-operation").append(...about.operations.map((name) => h("option", {}, name)));
}

export async function showClock() {
  const answer = await call("GET", "clock");
  if (!answer) return;
  ticking = { at: Date.parse(answer.now), seen: performance.now(), running: answer.running };
  tick();
  const button = (what, text) => h("button", { type: "button", class: "quiet", "data-do": "clock", "data-body": JSON.stringify(what) }, text);
  morph(one("#clock-panel"), h("div", {}, !answer.movable ? h("p", { class: "hint" }, "This emulator has a clock of its own, which cannot be moved from here.") : [
    h("p", {}, "It is ", when(answer.now), answer.running ? " and the clock runs." : " and the clock stands."),
    h("p", { class: "buttons" }, button({ advance: "1m" }, "+1 minute"), button({ advance: "1h" }, "+1 hour"), button({ advance: "24h" }, "+1 day"),
      answer.running ? button({ running: false }, "Stop") : button({ running: true }, "Run")),
    h("p", { class: "hint" }, "Builds finish, logs age and rates refill by this clock. Delays of faults are real.")]));
}

export function tick() {
  if (!ticking) return;
  const now = new Date(ticking.at + (ticking.running ? performance.now() - ticking.seen : 0));
  one("#now").replaceChildren("clock ", code(now.toISOString().slice(0, 19).replace("T", " ") + " UTC"), ticking.running ? "" : h("span", { class: "stands" }, " (stands)"));
}

export async function moveClock(body) { if (await call("PUT", "clock", body)) await showClock(); }

export async function reset() {
  const o = overview();
  if (!await confirm("Reset the emulator?", `${plural(o?.service_count ?? 0, "service")}, with builds, variables and logs, will be gone. Faults, clock and the request log stay.`)) return;
  if (await send("POST", "reset", {})) say("The emulator is empty");
}

export async function restore(input) {
  const [file] = input.files;
  input.value = "";
  if (!file || !await confirm("Restore this dump?", `Everything that the emulator holds will be replaced by what is in ${file.name}.`)) return;
  if (await call("PUT", "state", file, "application/x-ndjson")) say("The dump was restored");
}

// showLogForm offers what a line can be written for: functions that are live.
export async function showLogForm() {
  const live = (overview()?.services ?? []).flatMap((s) => s.environments.filter((e) => e.live?.function_count).map((e) => [e.sid, `${s.unique_name} / ${e.unique_name}`, e.live.sid]));
  const select = one("#log-environment"), chosen = select.value;
  one("#log-form").hidden = live.length === 0;
  select.replaceChildren(...live.map(([sid, name, build]) => h("option", { value: sid, "data-build": build }, name)));
  if (live.some(([sid]) => sid === chosen)) select.value = chosen;
  const build = select.selectedOptions[0]?.dataset.build;
  if (build && build !== select.dataset.build) {
    select.dataset.build = build;
    const answer = await call("GET", `builds/${encodeURIComponent(build)}`);
    one("#log-function").replaceChildren(...(answer?.versions ?? []).filter((v) => v.kind === "function" && !v.tool).map((v) => h("option", { value: v.parent_sid }, v.path)));
  }
}

export async function writeLog() {
  const value = (id) => one("#log-" + id).value;
  const line = { environment_sid: value("environment"), function_sid: value("function"), level: value("level"), message: value("message") };
  if (!await send("POST", "logs", { logs: [line] })) return;
  one("#log-message").value = "";
  say("The log line was written");
}
