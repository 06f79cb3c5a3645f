import { call, confirm } from "./api.js";
import { code, h, morph, one, plural, say, sid, size, when } from "./dom.js";
import { fetchFiles, fetchVersions, filesOf, ownedBy, refreshFiles } from "./files.js";
import { fetchLogs, hasLogs, logsOf, refreshLogs } from "./logs.js";

const shown = new Map(); // values of variables, by SID of the environment, while they are shown
let latest = null;

export async function showServices() {
  const o = await call("GET", "overview");
  if (!o) return null;
  latest = o;
  const there = new Set(o.services.flatMap((s) => s.environments.map((e) => e.sid)));
  for (const sid of [...shown.keys()]) if (there.has(sid)) await fetchValues(sid); else shown.delete(sid);
  await refreshLogs(there);
  await refreshFiles(new Set(o.services.map((s) => s.sid)));
  render();
  return o;
}

function render() {
  const o = latest, list = h("div", {});
  if (o.services.length === 0) {
    list.append(h("div", { class: "empty" }, h("p", {}, "Nothing is deployed yet."),
      h("p", { class: "hint" }, "Deploy something to this address and it appears here: ", code(`twilio-serverless deploy --api-url ${location.origin}`))));
  }
  for (const s of o.services) list.append(service(s));
  if (o.service_count > o.services.length) list.append(h("p", { class: "hint" }, `The newest ${o.services.length} of ${plural(o.service_count, "service")}.`));
  morph(one("#services-list"), list);
  one("#counts").textContent = plural(o.service_count, "service");
}

function service(s) {
  const live = new Map();
  for (const e of s.environments) if (e.live) live.set(e.live.sid, [...(live.get(e.live.sid) ?? []), e]);
  return h("article", { class: "service panel", "data-key": s.sid, "aria-label": `Service ${s.unique_name}` },
    h("header", {}, h("div", { class: "name" }, h("h3", {}, s.unique_name), s.friendly_name !== s.unique_name && h("span", { class: "hint" }, s.friendly_name)),
      h("span", { class: "end" }, sid(s.sid), remove(s.sid, `service ${s.unique_name}`, `Its ${[plural(s.environment_count, "environment"), plural(s.build_count, "build"), plural(s.function_count, "function"), plural(s.asset_count, "asset")].join(", ")}, with variables, deployments and logs, will be gone too.`))),
    h("p", { class: "hint" }, "account ", sid(s.account_sid), " · ", [plural(s.function_count, "function"), plural(s.asset_count, "asset"), plural(s.environment_count, "environment"), plural(s.build_count, "build")].join(" · ")),
    s.environments.map((e) => environment(e)),
    h("details", { "data-key": "builds", class: "fold" }, h("summary", {}, h("b", {}, "Builds"), h("span", { class: "hint" }, ` ${s.build_count}`)),
      s.builds.map((b) => build(b, live.get(b.sid) ?? [])),
      s.build_count > s.builds.length && h("p", { class: "hint" }, `The newest ${s.builds.length} of ${s.build_count}.`)),
    h("details", { "data-key": "files", "data-files": s.sid, class: "fold" }, h("summary", {}, h("b", {}, "Functions and Assets"), h("span", { class: "hint" }, ` ${s.function_count + s.asset_count}`)),
      ownedBy(s.sid, remove)));
}

function environment(e) {
  const live = e.live;
  return h("section", { class: "environment" + (live ? " on" : ""), "data-key": e.sid, "aria-label": `Environment ${e.unique_name}` },
    h("header", {}, h("div", { class: "name" }, h("h4", {}, e.unique_name), h("span", { class: live ? "tag pass" : "tag" }, live ? "live" : "nothing live")),
      h("span", { class: "end" }, h("a", { href: `/_live/${encodeURIComponent(e.domain_name)}/`, rel: "noreferrer", target: "_blank", class: "domain" }, e.domain_name),
        remove(e.sid, `environment ${e.unique_name}`, `What is live on ${e.domain_name} will be gone, with ${plural(e.variable_count, "variable")}, ${plural(e.deployment_count, "deployment")} and ${plural(e.log_count, "log line")}. Builds stay.`))),
    live && h("p", {}, sid(live.sid), ` ${live.runtime} · ${plural(live.function_count, "function")}, ${plural(live.asset_count, "asset")} · since `, when(e.live_since)),
    h("details", { "data-key": "deployments", class: "fold" },
      h("summary", {}, h("b", {}, "Deployments"), h("span", { class: "hint" }, ` ${e.deployment_count}`)),
      h("ol", { class: "history" }, e.deployments.map((d, i) => h("li", { "data-key": d.sid, class: i === 0 && live ? "on" : "" },
        when(d.date_created), " ", d.build_sid ? [h("span", {}, "build "), sid(d.build_sid)] : h("span", { class: "hint" }, "cleared"),
        i === 0 && live && h("span", { class: "tag pass" }, "live"))))),
    h("details", { "data-key": "variables", class: "fold" },
      h("summary", {}, h("b", {}, "Variables"), h("span", { class: "hint" }, ` ${e.variable_count}`)),
      variables(e)),
    logsOf(e));
}

function variables(e) {
  if (e.variable_count === 0) return h("p", { class: "hint" }, "none");
  const values = shown.get(e.sid);
  const rows = values ?? e.variable_keys.map((key) => ({ key }));
  return h("div", {},
    h("button", { type: "button", class: "quiet", "data-do": "values", "data-sid": e.sid, "aria-pressed": String(!!values) }, values ? "Hide values" : "Show values"),
    h("table", {}, h("tbody", {}, rows.map((v) => h("tr", { "data-key": v.key }, h("th", { scope: "row" }, code(v.key)), h("td", {}, values ? code(v.value) : "••••••"),
      values && h("td", { class: "side-cell" }, remove(v.sid, `variable ${v.key}`, `Live Functions of ${e.unique_name} will not have it any more.`)))))));
}

// remove is the button that deletes one thing, after a question.
const remove = (sid, what, more) => h("button", { type: "button", class: "link remove", "data-do": "delete", "data-sid": sid, "data-what": what, "data-more": more, "aria-label": `Delete ${what}` }, "Delete");

export async function deleteOne(button) {
  const { sid, what, more } = button.dataset;
  if (!await confirm(`Delete ${what}?`, more)) return;
  if (await call("DELETE", `resources/${encodeURIComponent(sid)}`)) say(`Deleted: ${what}`);
}

function build(b, live) {
  const words = { completed: "pass", failed: "fail", building: "busy" };
  return h("details", { class: "fold build", "data-key": b.sid, "data-build": b.sid },
    h("summary", {}, sid(b.sid), h("span", { class: "tag " + (words[b.status] ?? "") }, b.status),
      live.map((e) => h("span", { class: "tag live", "data-key": e.sid }, e.unique_name)),
      h("span", { class: "hint" }, `${b.runtime} · ${plural(b.function_count, "function")}, ${plural(b.asset_count, "asset")} · ${size(b.size)} · `, when(b.date_created))),
    b.failure_reason && h("p", { class: "reason" }, h("b", {}, "Why it failed: "), b.failure_reason),
    filesOf(b.sid, live), remove(b.sid, `build ${b.sid.slice(0, 8)}…`, "Its files stay with their functions and assets. What is live cannot be deleted."));
}

// openBuild shows the files of a build, openFiles what a service owns, openLogs the lines of an environment, once they are here.
export async function openBuild(sid) { if (await fetchVersions(sid)) render(); }
export async function openFiles(sid) { await fetchFiles(sid); render(); }
export async function openLogs(sid) { if (!hasLogs(sid)) { await fetchLogs(sid); render(); } }

async function fetchValues(sid) {
  const answer = await call("GET", `variables/${encodeURIComponent(sid)}?values=show`);
  if (answer) shown.set(sid, answer.variables); else shown.delete(sid);
}

export async function switchValues(sid) {
  if (shown.has(sid)) shown.delete(sid); else await fetchValues(sid);
  render();
}

export const overview = () => latest;
