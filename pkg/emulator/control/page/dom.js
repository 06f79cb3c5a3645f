// What all parts of the page build their elements with. Text that came from outside
// becomes text nodes and nothing else; the policy of the page forbids anything else.

export const one = (selector, root = document) => root.querySelector(selector);
export const all = (selector, root = document) => [...root.querySelectorAll(selector)];

// h makes an element. Attributes that are false or null are left out; children are
// elements, texts, or lists of these.
export function h(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value !== false && value != null) element.setAttribute(name, value === true ? "" : value);
  }
  for (const child of children.flat(Infinity)) {
    if (child !== false && child != null) element.append(child);
  }
  return element;
}

// morph makes the children of one element those of another and changes no more than
// it has to, so that what is open stays open and the focus stays where it is.
export function morph(from, to) {
  const old = [...from.childNodes], keyed = new Map();
  for (const node of old) if (node.dataset?.key) keyed.set(node.dataset.key, node);
  let at = from.firstChild;
  for (const wanted of [...to.childNodes]) {
    let node = wanted.dataset?.key ? keyed.get(wanted.dataset.key) : at;
    if (!node || !alike(node, wanted)) { from.insertBefore(wanted, at); continue; }
    if (node !== at) from.insertBefore(node, at); else at = at.nextSibling;
    if (node.nodeType === Node.TEXT_NODE) { if (node.data !== wanted.data) node.data = wanted.data; continue; }
    attributes(node, wanted);
    if (!node.hasAttribute("data-keep")) morph(node, wanted);
  }
  while (at) { const next = at.nextSibling; at.remove(); at = next; }
}

const alike = (a, b) => a.nodeName === b.nodeName && (a.dataset?.key ?? "") === (b.dataset?.key ?? "");

function attributes(from, to) {
  for (const { name, value } of [...to.attributes]) if (from.getAttribute(name) !== value) from.setAttribute(name, value);
  for (const { name } of [...from.attributes]) if (name !== "open" && !to.hasAttribute(name)) from.removeAttribute(name);
}

export const code = (text) => h("code", {}, text);

// sid shows enough of a SID to recognise it, and all of it to who wants it.
export const sid = (text) => h("code", { class: "sid", title: text }, text.length > 12 ? text.slice(0, 8) + "…" : text);

export function plural(n, word) { return `${n.toLocaleString("en")} ${word}${n === 1 ? "" : "s"}`; }

export function size(bytes) {
  if (bytes < 1000) return `${bytes} B`;
  const units = ["kB", "MB", "GB"];
  let n = bytes;
  for (const unit of units) {
    n /= 1000;
    if (n < 999.5 || unit === "GB") return `${n < 9.95 ? n.toFixed(1) : Math.round(n)} ${unit}`;
  }
  return "";
}

const pad = (n) => String(n).padStart(2, "0");
export function clock(date) { return `${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}`; }

// when shows a date of the emulator, to the second, in the time zone of the reader.
export function when(text) {
  const d = new Date(text);
  return h("time", { datetime: text, title: text }, `${d.getFullYear()}-${pad(d.getMonth() + 1)}-${pad(d.getDate())} ${clock(d)}`);
}

export function say(text) { one("#said").textContent = text; }
