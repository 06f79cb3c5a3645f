import { call } from "./api.js";
import { code, h, one, sid, size } from "./dom.js";
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

// preview shows a content as text, whatever it is.
export async function preview(version) {
  const answer = await call("GET", `contents/${encodeURIComponent(version)}`);
  if (!answer) return;
  one("#preview-title").textContent = answer.path;
  one("#preview-about").textContent = [answer.kind, answer.visibility, answer.content_type, size(answer.size), answer.content.note, `SHA-256 ${answer.sha256.slice(0, 12)}…`].filter(Boolean).join(" · ");
  one("#preview-text").replaceChildren(...(answer.content.text ? [text(answer.content.text)] : []));
  one("#preview").showModal();
}
