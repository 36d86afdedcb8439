// What a figure of the API means for a reader: a number, a share, hidden, or nothing to say.
import { number, share, text } from "./words.js";

const SHARES = {
  in_time_share: ["answered_in_time", "answered"],
  late_share: ["answered_late", "answered"],
  redirected_share: ["redirected_out", "assigned"],
};
const DAYS = new Set(["median_working_days", "p90_working_days"]);

export const isShare = (name) => name in SHARES;

// {value, hidden}: value is null where nothing can be said; hidden says that it was withheld to protect people.
export function figure(figures, name) {
  if (isShare(name)) {
    const [part, of] = SHARES[name].map((each) => figures[each]);
    if (part === null || of === null) return { value: null, hidden: true };
    return { value: of ? part / of : null, hidden: false };
  }
  const value = figures[name];
  if (value === undefined) return { value: null, hidden: false };
  if (value === null) return { value, hidden: DAYS.has(name) ? figures.answered === null : true };
  return { value, hidden: false };
}

export function shown(figures, name) {
  const { value, hidden } = figure(figures, name);
  if (hidden) return { text: text("hidden"), hidden };
  if (value === null) return { text: "–", hidden };
  return { text: isShare(name) ? share(value) : number(value), hidden };
}
