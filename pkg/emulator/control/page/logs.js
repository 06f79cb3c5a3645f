import { call } from "./api.js";
import { code, h, when } from "./dom.js";

const most = 200;
const lines = new Map(); // of environments whose lines were opened, by SID

export const hasLogs = (sid) => lines.has(sid);

export async function fetchLogs(sid) {
  const answer = await call("GET", `logs/${encodeURIComponent(sid)}?limit=${most}`);
  if (answer) lines.set(sid, answer.logs); else lines.delete(sid);
}

// refreshLogs asks again for what is open, and forgets environments that are gone.
export async function refreshLogs(environments) {
  for (const sid of [...lines.keys()]) {
    if (environments.has(sid)) await fetchLogs(sid); else lines.delete(sid);
  }
}

const levels = { ERROR: "fail", WARN: "error" };

export function logsOf(e) {
  return h("details", { "data-key": "logs", class: "fold", "data-logs": e.sid },
    h("summary", {}, h("b", {}, "Logs"), h("span", { class: "hint" }, ` ${e.log_count}`)),
    e.log_count === 0 ? h("p", { class: "hint" }, "No Function has written a line.") : table(e));
}

function table(e) {
  const list = lines.get(e.sid);
  if (!list) return h("p", { class: "hint" }, "Loading…");
  return h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": `Logs of ${e.unique_name}` }, h("table", { class: "logs" },
    h("tbody", {}, list.map((l) => h("tr", { "data-key": l.sid }, h("td", {}, when(l.date_created)), h("td", {}, h("span", { class: "tag " + (levels[l.level] ?? "") }, l.level)),
      h("td", {}, code(l.path || l.function_sid.slice(0, 8) + "…")), h("td", {}, h("span", { class: "message" }, l.message)))))),
    e.log_count > list.length && h("p", { class: "hint" }, `The newest ${list.length} of ${e.log_count}.`));
}
