import { call } from "./api.js";
import { code, h, morph, one, plural, sid, size, when } from "./dom.js";

const versions = new Map(); // of builds that were opened, by SID: they never change
const shown = new Map();    // values of variables, by SID of the environment, while they are shown
let latest = null;

export async function showServices() {
  const o = await call("GET", "overview");
  if (!o) return null;
  latest = o;
  for (const sid of shown.keys()) await fetchValues(sid);
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
  for (const e of s.environments) if (e.live) live.set(e.live.sid, [...(live.get(e.live.sid) ?? []), e.unique_name]);
  return h("article", { class: "service panel", "data-key": s.sid, "aria-label": `Service ${s.unique_name}` },
    h("header", {}, h("div", { class: "name" }, h("h3", {}, s.unique_name), s.friendly_name !== s.unique_name && h("span", { class: "hint" }, s.friendly_name)), sid(s.sid)),
    h("p", { class: "hint" }, [plural(s.function_count, "function"), plural(s.asset_count, "asset"), plural(s.environment_count, "environment"), plural(s.build_count, "build")].join(" · ")),
    s.environments.map((e) => environment(e)),
    h("details", { "data-key": "builds", class: "fold" }, h("summary", {}, h("b", {}, "Builds"), h("span", { class: "hint" }, ` ${s.build_count}`)),
      s.builds.map((b) => build(b, live.get(b.sid) ?? [])),
      s.build_count > s.builds.length && h("p", { class: "hint" }, `The newest ${s.builds.length} of ${s.build_count}.`)));
}

function environment(e) {
  const live = e.live;
  return h("section", { class: "environment" + (live ? " on" : ""), "data-key": e.sid, "aria-label": `Environment ${e.unique_name}` },
    h("header", {}, h("div", { class: "name" }, h("h4", {}, e.unique_name), h("span", { class: live ? "tag pass" : "tag" }, live ? "live" : "nothing live")),
      h("a", { href: `/_live/${encodeURIComponent(e.domain_name)}/`, rel: "noreferrer", target: "_blank", class: "domain" }, e.domain_name)),
    live && h("p", {}, sid(live.sid), ` ${live.runtime} · ${plural(live.function_count, "function")}, ${plural(live.asset_count, "asset")} · since `, when(e.live_since)),
    h("details", { "data-key": "deployments", class: "fold" },
      h("summary", {}, h("b", {}, "Deployments"), h("span", { class: "hint" }, ` ${e.deployment_count}`)),
      h("ol", { class: "history" }, e.deployments.map((d, i) => h("li", { "data-key": d.sid, class: i === 0 && live ? "on" : "" },
        when(d.date_created), " ", d.build_sid ? [h("span", {}, "build "), sid(d.build_sid)] : h("span", { class: "hint" }, "cleared"),
        i === 0 && live && h("span", { class: "tag pass" }, "live"))))),
    h("details", { "data-key": "variables", class: "fold" },
      h("summary", {}, h("b", {}, "Variables"), h("span", { class: "hint" }, ` ${e.variable_count}`)),
      variables(e)),
    e.log_count > 0 && h("p", { class: "hint" }, plural(e.log_count, "log line")));
}

function variables(e) {
  if (e.variable_count === 0) return h("p", { class: "hint" }, "none");
  const values = shown.get(e.sid);
  const rows = values ?? e.variable_keys.map((key) => ({ key }));
  return h("div", {},
    h("button", { type: "button", class: "quiet", "data-do": "values", "data-sid": e.sid, "aria-pressed": String(!!values) }, values ? "Hide values" : "Show values"),
    h("table", {}, h("tbody", {}, rows.map((v) => h("tr", { "data-key": v.key }, h("th", { scope: "row" }, code(v.key)), h("td", {}, values ? code(v.value) : "••••••"))))));
}

function build(b, live) {
  const words = { completed: "pass", failed: "fail", building: "busy" };
  return h("details", { class: "fold build", "data-key": b.sid, "data-build": b.sid },
    h("summary", {}, sid(b.sid), h("span", { class: "tag " + (words[b.status] ?? "") }, b.status),
      live.map((name) => h("span", { class: "tag live", "data-key": name }, name)),
      h("span", { class: "hint" }, `${b.runtime} · ${plural(b.function_count, "function")}, ${plural(b.asset_count, "asset")} · ${size(b.size)} · `, when(b.date_created))),
    b.failure_reason && h("p", { class: "reason" }, h("b", {}, "Why it failed: "), b.failure_reason),
    table(versions.get(b.sid)));
}

function table(list) {
  if (!list) return h("p", { class: "hint" }, "Loading…");
  return h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Versions" }, h("table", {},
    h("thead", {}, h("tr", {}, ["Path", "Visibility", "Size", "Version"].map((name) => h("th", { scope: "col" }, name)))),
    h("tbody", {}, list.map((v) => h("tr", { "data-key": v.sid }, h("td", {}, code(v.path), " ", h("span", { class: "hint" }, v.kind)), h("td", {}, v.visibility), h("td", {}, size(v.size)), h("td", {}, sid(v.sid)))))));
}

// openBuild fetches the versions of a build when it is unfolded for the first time.
export async function openBuild(sid) {
  if (versions.has(sid)) return;
  const answer = await call("GET", `builds/${encodeURIComponent(sid)}`);
  if (!answer) return;
  versions.set(sid, answer.versions);
  render();
}

async function fetchValues(sid) {
  const answer = await call("GET", `variables/${encodeURIComponent(sid)}?values=show`);
  if (answer) shown.set(sid, answer.variables); else shown.delete(sid);
}

export async function switchValues(sid) {
  if (shown.has(sid)) shown.delete(sid); else await fetchValues(sid);
  render();
}

export const overview = () => latest;
