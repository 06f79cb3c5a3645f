import { call } from "./api.js";
import { all, clock, code, h, one, plural, say, size } from "./dom.js";

const most = 500;      // rows on the page; the journal has more
const waiting = [];    // came while the log was paused
let latest = 0, cleared = 0; // IDs: of the newest request, and of the last one that was cleared
const total = () => latest - cleared;
let news = 0, newViolations = 0, timer = 0, counting = 0;

// start shows what the journal has and then what comes, and calls changed when the
// state may be another.
export function start(changed) {
  const live = one("#live");
  const mark = (text, kind) => { live.textContent = text; live.className = "tag " + kind; };
  load();
  const stream = new EventSource("stream");
  let first = true;
  // What came before the stream was open is in the journal by now.
  stream.addEventListener("hello", () => { mark("live", "pass"); load(); if (!first) changed(); first = false; });
  stream.addEventListener("request", (e) => add(JSON.parse(e.data)));
  stream.addEventListener("change", changed);
  stream.addEventListener("lost", (e) => say(`${JSON.parse(e.data).count} requests were too many to show`));
  stream.onerror = () => {
    mark("not connected", "fail");
    // A refusal ends an EventSource for good; an emulator that starts again need not.
    if (stream.readyState === EventSource.CLOSED) setTimeout(() => { start(changed); }, 3000);
  };
}

async function load() {
  // Of what is here before it asks, an emulator knows the newest, unless another one answers at this address now.
  const newest = Number(one("#request-list > li")?.dataset.id ?? 0);
  const answer = await call("GET", `requests?limit=${most}`);
  if (!answer) return;
  if (answer.last < newest) one("#request-list").replaceChildren();
  latest = answer.last < newest ? answer.last : Math.max(latest, answer.last); // events may have been quicker
  cleared = answer.last - answer.count;
  for (const r of answer.requests) place(row(r));
  filter();
}

function add(r) {
  latest = Math.max(latest, r.id);
  if (one("#paused").checked) { waiting.push(r); waiting.splice(0, waiting.length - most); return count(); }
  const li = row(r);
  place(li);
  li.hidden = !fits(li, wanted());
  announce(r);
  if (!counting) counting = setTimeout(() => { counting = 0; count(); }, 60);
}

// place keeps the newest first, whatever order they come in.
function place(li) {
  const list = one("#request-list"), id = Number(li.dataset.id);
  if (list.querySelector(`:scope > li[data-id="${id}"]`)) return;
  let before = list.firstElementChild;
  while (before && Number(before.dataset.id) > id) before = before.nextElementSibling;
  list.insertBefore(li, before);
  while (list.childElementCount > most) list.lastElementChild.remove();
}

// announce tells screen readers of several requests at once.
function announce(r) {
  news++;
  if (r.verdict === "violation") newViolations++;
  clearTimeout(timer);
  timer = setTimeout(() => {
    say(`${plural(news, "new request")}${newViolations ? `, ${plural(newViolations, "violation")}` : ""}`);
    news = newViolations = 0;
  }, 800);
}

// short leaves of a path what tells it from others: SIDs by their beginning.
const short = (path) => path.replace(/\b([A-Z]{2}[0-9a-f]{6})[0-9a-f]{26}\b/g, "$1…");

const verdicts = { ok: ["ok", "pass"], notice: ["notice", "error"], violation: ["violation", "fail"], unchecked: ["", ""] };

function row(r) {
  const [word, kind] = verdicts[r.verdict] ?? [r.verdict, ""];
  const target = r.path + (r.query ? "?" + r.query : "");
  const status = r.status || "closed";
  const li = h("li", { "data-id": r.id, "data-verdict": r.verdict, "data-operation": r.operation ?? "", "data-status": r.status, "data-account": r.account ?? "" },
    h("details", {}, h("summary", {},
      h("span", { class: "status s" + String(status)[0] }, status), h("b", { class: "method" }, r.method),
      h("span", { class: "what" }, h("span", { class: "operation" }, r.operation || (r.site ? "site" : "no operation")), code(short(target))),
      h("span", { class: "marks" }, r.origin && h("span", { class: "tag live" }, r.origin.split(" ")[0]), r.fault && h("span", { class: "tag error" }, "fault"), r.unread && h("span", { class: "tag" }, `${r.unread.length} unread`), word && h("span", { class: "tag " + kind }, word)),
      h("time", { datetime: r.time }, clock(new Date(r.time)))),
    h("div", { class: "body" }, body(r))));
  li.words = [r.method, target, r.operation ?? "", status, r.fault ?? "", r.verdict, r.origin ?? ""].join(" ").toLowerCase();
  return li;
}

function body(r) {
  const row = (name, ...value) => h("div", {}, h("dt", {}, name), h("dd", {}, value));
  return [
    r.findings?.length > 0 && h("ul", { class: "findings" }, r.findings.map((f) => h("li", { class: f.severity },
      h("b", {}, `${f.severity} in the ${f.side}`), f.location ? [" at ", code(f.location)] : "", `: ${f.message} `, h("span", { class: "rule" }, f.rule)))),
    r.error && h("p", { class: "reason" }, h("b", {}, `${r.error.code} `), r.error.message),
    h("div", { class: "exchange" }),
    h("dl", { class: "rows" },
      r.unread && row("Sent but never read", r.unread.map((name, i) => [i ? ", " : "", code(name)])),
      r.origin && row("Sent by", r.origin), r.fault && row("Fault", code(r.fault)), r.note && row("Note", r.note),
      row("Path", code(r.path)), r.query && row("Query", code(r.query)), row("Host", code(r.host)), r.account && row("Account", code(r.account)),
      r.user_agent && row("Client", r.user_agent),
      row("Sizes", `${size(r.request_bytes)} sent, ${size(r.response_bytes)} answered`), row("Duration", `${r.duration_ms} ms`),
      row("Contract", r.verdict === "unchecked" ? "not checked" : r.verdict), row("Request", `${r.id}, ${r.time}`)),
  ].filter(Boolean);
}

// filter hides the rows that do not fit.
export function filter() {
  const want = wanted();
  for (const li of all("#request-list > li")) li.hidden = !fits(li, want);
  one("#archive").href = archive(want);
  count();
}

const wanted = () => ({ words: one("#text").value.toLowerCase().split(/\s+/).filter(Boolean), broken: one("#broken").checked,
  operation: one("#of-operation").value, status: one("#of-status").value, account: one("#of-account").value });
const fits = (li, want) => (!want.broken || li.dataset.verdict === "violation") && (!want.operation || li.dataset.operation === want.operation) &&
  (!want.status || li.dataset.status.startsWith(want.status[0])) && (!want.account || li.dataset.account === want.account) && want.words.every((w) => li.words.includes(w));

// clearFilter shows everything again.
export function clearFilter() {
  for (const id of ["#text", "#of-operation", "#of-status", "#of-account"]) one(id).value = "";
  one("#broken").checked = false;
  filter();
}

// archive is the address of the archive of what the filter chooses.
function archive(want) {
  const query = new URLSearchParams();
  for (const name of ["operation", "status", "account"]) if (want[name]) query.set(name, want[name]);
  if (want.broken) query.set("verdict", "violation");
  if (want.words.length) query.set("words", want.words.join(" "));
  return "har" + (query.size ? "?" + query : "");
}

function count() {
  const rows = all("#request-list > li"), shown = rows.filter((li) => !li.hidden).length;
  const broken = rows.filter((li) => li.dataset.verdict === "violation").length;
  const hidden = shown < rows.length, came = total() - waiting.length, older = came - rows.length;
  one("#request-count").textContent = came <= 0 && rows.length === 0 ? "No request has come yet." :
    (hidden ? `${shown} of ${plural(came, "request")}` : plural(came, "request")) + (older > 0 ? `, the newest ${rows.length} are here` : "") +
    (broken ? `, ${plural(broken, "violation")}` : "") + (waiting.length ? `, ${waiting.length} more since the pause` : "");
}

export function resume() {
  if (one("#paused").checked) return;
  for (const r of waiting.splice(0)) place(row(r));
  filter();
}

export async function forget() {
  if (!await call("DELETE", "requests")) return;
  waiting.length = 0;
  cleared = latest;
  one("#request-list").replaceChildren();
  filter();
}

// step moves the focus among the rows that can be seen.
export function step(by, only = "") {
  const rows = all("#request-list > li" + only).filter((li) => !li.hidden).map((li) => one("summary", li));
  if (rows.length === 0) return;
  const at = rows.indexOf(document.activeElement?.closest?.("li")?.querySelector("summary"));
  const next = at < 0 ? (by > 0 ? 0 : rows.length - 1) : (at + by + rows.length) % rows.length;
  rows[next].focus({ preventScroll: true });
  rows[next].scrollIntoView({ block: "nearest" });
}

// jump shows one request, whatever the filter says.
export function jump(id) {
  const li = one(`#request-list > li[data-id="${CSS.escape(id)}"]`);
  if (!li) return;
  if (li.hidden) clearFilter();
  one("details", li).open = true;
  one("summary", li).focus({ preventScroll: true });
  li.scrollIntoView({ block: "nearest" });
}
