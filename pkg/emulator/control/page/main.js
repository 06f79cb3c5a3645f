import { showAccounts } from "./accounts.js";
import { dismiss } from "./api.js";
import { all, one } from "./dom.js";
import { copyCurl, openExchange, replay, reveal } from "./exchange.js";
import { preview } from "./files.js";
import { clearFilter, filter, forget, jump as showRequest, resume, start, step } from "./requests.js";
import { deleteOne, openBuild, openFiles, openLogs, showServices, switchValues } from "./services.js";
import { addFault, dropFault, faultFields, fillOperations, moveClock, noFaults, reset, restore, showClock, showFaults, showLogForm, tick, writeLog } from "./switches.js";

// refresh shows everything anew. Many changes at once are one refresh, and a build
// under way is looked at again until it is done.
let due = 0, busy = false, again = false;
function changed() { if (!due) due = setTimeout(refresh, 120); }
async function refresh() {
  clearTimeout(due);
  due = 0;
  if (busy) { again = true; return; }
  busy = true;
  const o = await showServices();
  await Promise.all([showFaults(), showClock(), showLogForm(), showAccounts()]);
  busy = false;
  const building = o?.services.some((s) => s.builds.some((b) => b.status === "building"));
  if (again) { again = false; changed(); } else if (building && !document.hidden && !due) due = setTimeout(refresh, 700);
}

const stored = () => { try { return localStorage.getItem("theme"); } catch { return null; } };
const dark = () => (document.documentElement.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
function theme(value) {
  document.documentElement.dataset.theme = value;
  try { localStorage.setItem("theme", value); } catch { /* without storage it lasts as long as the page */ }
}
if (["dark", "light"].includes(stored())) theme(stored());

const press = (id) => { const box = one(id); box.checked = !box.checked; box.dispatchEvent(new Event("change", { bubbles: true })); };
function jump(id) { one(id).scrollIntoView({ block: "start" }); one(id + " h2").focus({ preventScroll: true }); }

const actions = {
  keys: () => one("#keys").showModal(), theme: () => theme(dark() ? "light" : "dark"), dismiss, forget,
  close: (b) => b.closest("dialog").close(), confirmed: (b) => b.closest("dialog").close("yes"),
  values: (b) => switchValues(b.dataset.sid), "no-faults": noFaults, "drop-fault": (b) => dropFault(Number(b.dataset.index)),
  clock: (b) => moveClock(b.dataset.body), reset, curl: copyCurl, replay, reveal, preview: (b) => preview(b.dataset.sid),
  delete: deleteOne, jump: (b) => showRequest(b.dataset.id),
};
document.addEventListener("click", (e) => {
  const button = e.target.closest?.("[data-do]");
  if (button) actions[button.dataset.do]?.(button);
});
document.addEventListener("toggle", (e) => {
  if (!e.target.open || e.target.nodeName !== "DETAILS") return;
  if (e.target.dataset.build) openBuild(e.target.dataset.build);
  if (e.target.dataset.files) openFiles(e.target.dataset.files);
  if (e.target.dataset.logs) openLogs(e.target.dataset.logs);
  if (e.target.matches("#request-list > li > details")) openExchange(e.target.parentElement);
}, true);
document.addEventListener("visibilitychange", () => { if (!document.hidden) changed(); });

const forms = { "#filter": filter, "#fault-form": addFault, "#log-form": writeLog };
for (const [id, submit] of Object.entries(forms)) one(id).addEventListener("submit", (e) => { e.preventDefault(); submit(); });
one("#text").addEventListener("input", filter);
for (const id of ["#broken", "#of-operation", "#of-status", "#of-account"]) one(id).addEventListener("change", filter);
one("#paused").addEventListener("change", resume);
one("#fault-kind").addEventListener("change", faultFields);
one("#restore").addEventListener("change", (e) => restore(e.target));
one("#log-environment").addEventListener("change", showLogForm);

document.addEventListener("keydown", (e) => {
  if (one("dialog[open]")) return;
  const typing = e.target.matches?.("input:not([type=checkbox]), select, textarea");
  if (e.key === "Escape") { clearFilter(); if (typing) e.target.blur(); return; }
  if (typing || e.ctrlKey || e.metaKey || e.altKey) return;
  const keys = {
    1: () => jump("#services"), 2: () => jump("#requests"), 3: () => jump("#faults"), 4: () => jump("#clock"), 5: () => jump("#state"),
    "/": () => { one("#text").focus(); one("#text").select(); }, "?": actions.keys, t: actions.theme,
    j: () => step(1), k: () => step(-1), n: () => step(1, '[data-verdict="violation"]'),
    v: () => press("#broken"), p: () => press("#paused"),
    c: () => copyCurl(document.activeElement), r: () => replay(document.activeElement),
    f: () => { jump("#faults"); one("#fault-operation").focus(); },
  };
  if (keys[e.key]) { e.preventDefault(); keys[e.key](); }
});

faultFields();
fillOperations();
refresh();
setInterval(tick, 1000);
start(changed);
for (const link of all("nav a")) link.addEventListener("click", () => one(link.hash + " h2").focus({ preventScroll: true }));
