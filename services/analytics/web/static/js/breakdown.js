// One step at a time: the regions of the country, the bodies of a region, the subjects of a body there.
import { ask, linkCsv } from "./api.js";
import { byId, fill, make, tableOf, textRows, valueOf } from "./dom.js";
import { figure, shown } from "./figures.js";
import { change, parameters, state } from "./state.js";
import { nameOf, number, text, words } from "./words.js";

const STEPS = ["region", "agency", "category"];
const TITLES = { region: "region", agency: "body", category: "subject" };
const FIGURES = ["answered", "in_time_share", "late_share", "open", "open_overdue", "redirected_share", "median_working_days"];
const FIRST = 15;
let isWhole = false;
let path = "";

// Where a body was chosen without a region, its subjects come next all the same.
const level = () => (state.agency ? "category" : state.region ? "agency" : "region");

export async function askBreakdown() {
  const by = level();
  return { by, ...(await ask("stats/breakdown", parameters({ by, period: state.period }, [by]))) };
}

export function showBreakdown({ by: [dimension], rows }) {
  if (path !== location.search) isWhole = false;
  path = location.search;
  const volume = dimension === "region" ? "received" : "assigned";
  const size = (row) => Math.max(figure(row.figures, volume).value ?? 0, row.figures.answered ?? 0, row.figures.open ?? 0);
  const sorted = [...rows].sort((a, b) => size(b) - size(a));
  const listed = isWhole ? sorted : sorted.slice(0, FIRST);
  const columns = [
    { title: text(TITLES[dimension]), cell: (row) => step(dimension, row[dimension]) },
    ...[volume, ...FIGURES].map((name) => ({ title: words.figures[name], isNumber: true, cell: (row) => valueOf(shown(row.figures, name)) })),
  ];
  const table = listed.length ? tableOf(place(), columns, listed) : make("p", {}, text("nothing"));
  fill(byId("breakdown-table"), table);
  const more = byId("breakdown-more");
  more.hidden = listed.length === sorted.length;
  more.textContent = text("more", { n: number(sorted.length) });
  more.onclick = () => {
    isWhole = true;
    showBreakdown({ by: [dimension], rows });
    byId("breakdown-table").focus();
  };
  linkCsv(byId("breakdown-csv"), parameters({ by: dimension, period: state.period }, [dimension]), listed.length ? textRows(table) : []);
  byId("breakdown-lead").textContent = text(state.category ? "breakdown_end" : "breakdown_lead");
  showPath();
}

function step(dimension, code) {
  return make("button", {
    type: "button", class: "pick", "data-key": code, "aria-current": state[dimension] === code ? "true" : null,
    onclick: () => {
      change({ [dimension]: code });
      if (dimension !== "category") byId("breakdown-title").focus();
    },
  }, nameOf(dimension, code));
}

function showPath() {
  const chosen = STEPS.filter((name) => state[name]);
  const back = (label, patch, isHere) => make("li", {}, isHere
    ? make("span", { "aria-current": "location" }, label)
    : make("button", { type: "button", class: "plain", onclick: () => { change(patch); byId("breakdown-title").focus(); } }, label));
  const clearedAfter = (i) => Object.fromEntries(STEPS.slice(i).map((name) => [name, ""]));
  fill(byId("path"), back(text("country"), clearedAfter(0), !chosen.length),
    ...chosen.map((name, i) => back(nameOf(name, state[name]), clearedAfter(STEPS.indexOf(name) + 1), i === chosen.length - 1)));
}

// The names of what is chosen, from the country down.
export function place() {
  const names = STEPS.filter((name) => state[name]).map((name) => nameOf(name, state[name]));
  return names.length ? names.join(" / ") : text("country");
}
