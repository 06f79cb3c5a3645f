import { call } from "./api.js";
import { all, code, h, morph, one, plural } from "./dom.js";

// showAccounts says whose services these are and who may call.
export async function showAccounts() {
  const answer = await call("GET", "accounts");
  if (!answer) return;
  const { accounts, open, test, from } = answer;
  morph(one("#accounts"), h("div", {},
    h("p", { class: "hint" }, open ? "Any account may call. Our clients on this machine use the test account when they are given no credentials."
      : ["Only these accounts may call", from && [", from ", code(from)], "."]),
    h("ul", { class: "accounts" }, accounts.map((a) => h("li", { "data-key": a.sid }, code(a.sid), ` ${plural(a.service_count, "service")}`,
      a.sid === test && h("span", { class: "tag" }, "test account"), !a.accepted && h("span", { class: "tag error" }, "not accepted"))))));
  const select = one("#of-account"), chosen = select.value;
  const known = new Set(all("option", select).map((o) => o.value));
  for (const a of accounts) if (!known.has(a.sid)) select.append(h("option", { value: a.sid }, a.sid.slice(0, 8) + "…" + a.sid.slice(-4)));
  select.value = chosen;
  one("#account-filter").hidden = select.options.length < 3;
}
