import { call } from "./api.js";
import { code, h, one, plural, sid, size } from "./dom.js";
import { text } from "./exchange.js";

const versions = new Map(); // of builds that were opened, by SID: they never change

// fetchVersions asks for the versions of a build when it is unfolded for the first time.
export async function fetchVersions(build) {
  if (versions.has(build)) return false;
  const answer = await call("GET", `builds/${encodeURIComponent(build)}`);
  if (answer) versions.set(build, answer.versions);
  return !!answer;
}

// address is where a file is served below the emulator's own address.
const address = (domain, path) => `/_live/${encodeURIComponent(domain)}${path.split("/").map(encodeURIComponent).join("/")}`;

// filesOf is the table of a build. live are the environments that serve it.
export function filesOf(build, live) {
  const list = versions.get(build);
  if (!list) return h("p", { class: "hint" }, "Loading…");
  return h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Files" }, h("table", {},
    h("thead", {}, h("tr", {}, ["Path", "Visibility", "Size", "Version", "Served", "Text"].map((name) => h("th", { scope: "col" }, name)))),
    h("tbody", {}, list.map((v) => h("tr", { "data-key": v.sid },
      h("td", {}, code(v.path), " ", h("span", { class: "hint" }, v.tool ? "of a tool" : v.kind)), h("td", {}, v.visibility), h("td", {}, size(v.size)), h("td", {}, sid(v.sid)),
      h("td", {}, served(v, live)),
      h("td", {}, h("button", { type: "button", class: "link", "data-do": "preview", "data-sid": v.sid, "aria-label": `View ${v.path}` }, "View")))))));
}

function served(v, live) {
  if (v.visibility === "private") return h("span", { class: "hint" }, "never");
  if (live.length === 0) return h("span", { class: "hint" }, "not live");
  return [live.map((e) => [h("a", { href: address(e.domain_name, v.path), target: "_blank", rel: "noreferrer" }, e.unique_name), " "]),
    v.visibility === "protected" && h("span", { class: "hint" }, "with a signature")];
}

const owned = new Map(); // the functions and assets of services that were opened, by SID

// fetchFiles asks for what a service owns, anew each time: what no build has appears nowhere else.
export async function fetchFiles(service) {
  const answer = await call("GET", `files/${encodeURIComponent(service)}?limit=1000`);
  if (answer) owned.set(service, answer); else owned.delete(service);
}

// refreshFiles keeps what is open up to date, and forgets services that are gone.
export async function refreshFiles(there) {
  for (const service of [...owned.keys()]) if (there.has(service)) await fetchFiles(service); else owned.delete(service);
}

// ownedBy is the table of what a service owns. remove makes the button that deletes one of it.
export function ownedBy(service, remove) {
  const of = owned.get(service);
  if (!of) return h("p", { class: "hint" }, "Loading…");
  if (of.count === 0) return h("p", { class: "hint" }, "none");
  return h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Functions and Assets" }, h("table", {},
    h("thead", {}, h("tr", {}, ["Kind", "Name", "SID", "Versions", "In a build", ""].map((name) => h("th", { scope: "col" }, name)))),
    h("tbody", {}, of.files.map((f) => h("tr", { "data-key": f.sid },
      h("td", {}, f.kind), h("td", {}, code(f.friendly_name)), h("td", {}, sid(f.sid)), h("td", {}, f.version_count), h("td", {}, f.built ? "yes" : "no"),
      h("td", { class: "side-cell" }, remove(f.sid, `${f.kind} ${f.friendly_name}`, `Its ${plural(f.version_count, "version")} will be gone too.${f.built ? " A build has one of them: the API does not delete it until the build is deleted." : ""}`)))))),
    of.count > of.files.length && h("p", { class: "hint" }, `The newest ${of.files.length} of ${of.count}.`));
}

// preview shows a content as text, whatever it is.
export async function preview(version) {
  const answer = await call("GET", `contents/${encodeURIComponent(version)}`);
  if (!answer) return;
  one("#preview-title").textContent = answer.path;
  one("#preview-about").textContent = [answer.kind, answer.visibility, answer.content_type, size(answer.size), answer.content.note, `SHA-256 ${answer.sha256.slice(0, 12)}…`].filter(Boolean).join(" · ");
  one("#preview-text").replaceChildren(...(answer.content.text ? [text(answer.content.text)] : []));
  one("#preview").showModal();
}
