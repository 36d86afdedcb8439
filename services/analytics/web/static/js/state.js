// What is looked at. It lives in the address, so that a view can be kept, sent, and read in another language.
import { today } from "./words.js";

const FILTERS = ["region", "kind", "language", "channel", "agency", "category"];
const DEFAULTS = { period: today.slice(0, 4), figure: "in_time_share", ...Object.fromEntries(FILTERS.map((f) => [f, ""])) };
export const state = { ...DEFAULTS };
const listeners = [];

function read() {
  const asked = new URLSearchParams(location.search);
  for (const name of Object.keys(DEFAULTS)) state[name] = asked.get(name) ?? DEFAULTS[name];
  if (!/^(all|\d{4}(-\d\d){0,2})$/.test(state.period)) state.period = DEFAULTS.period;
  linkTongues();
}

function address() {
  const changed = Object.entries(state).filter(([name, value]) => name === "period" || value !== DEFAULTS[name]);
  return `?${new URLSearchParams(changed)}`;
}

function linkTongues() {
  for (const link of document.querySelectorAll("[data-tongue]")) link.href = link.pathname + address();
}

export function onChange(listener) {
  listeners.push(listener);
}

export function change(patch) {
  Object.assign(state, patch);
  history.pushState(null, "", address());
  linkTongues();
  for (const listener of listeners) listener(patch);
}

export function clear() {
  change({ ...DEFAULTS, figure: state.figure });
}

// Parameters of a request: the filters but those left out, and what is asked beside them.
export function parameters(extra = {}, without = []) {
  const kept = FILTERS.filter((name) => state[name] && !without.includes(name)).map((name) => [name, state[name]]);
  return new URLSearchParams([...kept, ...Object.entries(extra)]);
}

addEventListener("popstate", () => {
  read();
  for (const listener of listeners) listener({});
});
read();
