"use strict";
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const one = (selector) => document.querySelector(selector);
  const cases = all(".case");
  const form = one("[data-filter]"), text = one("#text"), count = one("[data-count]");
  const reset = one("[data-reset]"), nothing = one("[data-nothing]"), unfold = one("[data-unfold]");
  const words = new Map(cases.map((c) => [c, (c.id + " " + c.textContent).toLowerCase()]));
  const checked = (name) => new Set(all(`input[name=${name}]:checked`, form).map((i) => i.value));
  const visible = () => cases.filter((c) => !c.hidden);

  function filter() {
    const outcomes = checked("outcome"), levels = checked("level");
    const terms = text.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const c of cases) {
      c.hidden = (outcomes.size > 0 && !outcomes.has(c.dataset.outcome)) ||
        (levels.size > 0 && !levels.has(c.dataset.level)) || !terms.every((t) => words.get(c).includes(t));
    }
    for (const r of all("[data-resource]")) r.hidden = !r.querySelector(".case:not([hidden])");
    const shown = visible().length;
    count.value = shown === cases.length ? `${shown} cases` : `${shown} of ${cases.length} cases`;
    reset.hidden = outcomes.size + levels.size + terms.length === 0;
    nothing.hidden = shown > 0;
  }

  function clear() { form.reset(); filter(); }

  function reveal(c) {
    if (!c) return;
    if (c.hidden) clear();
    c.open = true;
    c.scrollIntoView({ block: "start" });
    c.querySelector("summary").focus({ preventScroll: true });
  }

  function step(list, by) {
    const summaries = list.map((c) => c.querySelector("summary"));
    if (summaries.length === 0) return;
    const at = summaries.indexOf(document.activeElement?.closest?.(".case")?.querySelector("summary"));
    const next = at < 0 ? (by > 0 ? 0 : summaries.length - 1) : (at + by + summaries.length) % summaries.length;
    summaries[next].focus({ preventScroll: true });
    summaries[next].scrollIntoView({ block: "center" });
  }

  const stored = () => { try { return localStorage.getItem("theme"); } catch { return null; } };
  const dark = () => (document.documentElement.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  function theme(value) {
    document.documentElement.dataset.theme = value;
    try { localStorage.setItem("theme", value); } catch { /* a page from a file may have no storage */ }
  }
  if (stored() === "dark" || stored() === "light") theme(stored());

  form.addEventListener("input", filter);
  form.addEventListener("submit", (e) => e.preventDefault());
  form.addEventListener("reset", () => setTimeout(filter));
  unfold.addEventListener("click", () => {
    const open = unfold.textContent === "Unfold all";
    visible().forEach((c) => { c.open = open; });
    unfold.textContent = open ? "Fold all" : "Unfold all";
  });
  one("[data-theme-switch]").addEventListener("click", () => theme(dark() ? "light" : "dark"));
  const follow = () => reveal(document.getElementById(decodeURIComponent(location.hash.slice(1)))?.closest(".case"));
  addEventListener("hashchange", follow);
  document.addEventListener("click", (e) => {
    const link = e.target.closest?.("a[href^='#']");
    if (link && link.hash === location.hash) follow();
  });
  document.addEventListener("keydown", (e) => {
    const typing = e.target.matches?.("input[type=search]");
    if (e.key === "Escape") { clear(); text.blur(); return; }
    if (typing || e.ctrlKey || e.metaKey || e.altKey) return;
    const actions = {
      "/": () => { text.focus(); text.select(); },
      j: () => step(visible(), 1), k: () => step(visible(), -1),
      n: () => step(visible().filter((c) => c.matches(".fail, .error")), 1),
      t: () => theme(dark() ? "light" : "dark"),
    };
    if (actions[e.key]) { e.preventDefault(); actions[e.key](); }
  });

  for (const hidden of [form, one("[data-theme-switch]"), one("[data-keys]")]) hidden.hidden = false;
  filter();
  if (location.hash) follow();
})();
