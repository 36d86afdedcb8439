// The first page: asks for everything that is looked at, and shows it.
import "./theme.js";
import { ask } from "./api.js";
import { askBreakdown, place, showBreakdown } from "./breakdown.js";
import { byId, fill, make, valueOf } from "./dom.js";
import { shown } from "./figures.js";
import { showFilters, startFilters } from "./filters.js";
import { listen } from "./live.js";
import { showMap } from "./map.js";
import { showRanking } from "./ranking.js";
import { askSeries, showSeries } from "./series.js";
import { onChange, parameters, state } from "./state.js";
import { periodName, text, words } from "./words.js";

const GREAT = ["received", "closed", "in_time_share", "open", "open_overdue", "redirected_share", "median_working_days", "p90_working_days"];
const LESSER = ["prolonged", "returned", "registered_late", "hearing_held"];
const REFRESH_MS = 10000;
let round = 0;
let refreshed = 0;
let regions = [];

function showFigures({ figures, suppressed }) {
  const entry = (name, size) => {
    const found = shown(figures, name);
    const hint = words.hints[name];
    return make("div", { class: size },
      make("dt", {}, words.figures[name], hint ? make("span", { class: "hint" }, hint) : null),
      make("dd", { class: "number", id: `figure-${name}` }, valueOf(found)));
  };
  const known = (name) => name in figures || !["received", "registered_late"].includes(name);
  const first = known("received") ? GREAT : ["assigned", ...GREAT.slice(1)];
  fill(byId("figures"), ...first.map((name) => entry(name, "great")), ...LESSER.filter(known).map((name) => entry(name, "lesser")));
  byId("hidden-note").hidden = !suppressed && !regions.some((row) => row.suppressed);
  const where = text("figures_at", { place: place(), period: periodName(state.period) });
  byId("figures-where").textContent = where;
  return where;
}

async function show({ announces }) {
  const mine = ++round;
  const period = state.period;
  document.body.setAttribute("aria-busy", "true");
  try {
    const [summary, byRegion, points, ranking, breakdown] = await Promise.all([
      ask("stats/summary", parameters({ period })),
      ask("stats/breakdown", parameters({ by: "region", period }, ["region"])),
      askSeries(),
      ask("stats/ranking", parameters({ period }, ["agency", "category"])),
      askBreakdown(),
    ]);
    if (mine !== round) return;
    regions = byRegion.rows;
    const where = showFigures(summary);
    showMap(regions);
    showSeries(points);
    showRanking(ranking);
    showBreakdown(breakdown);
    byId("failure").hidden = true;
    if (announces) byId("status").textContent = where;
  } catch (error) {
    if (mine === round) byId("failure").hidden = false;
    console.warn(error);
  } finally {
    if (mine === round) {
      document.body.removeAttribute("aria-busy");
      document.body.dataset.shown = location.search || "?";
    }
  }
}

function refresh() {
  if (document.hidden || Date.now() - refreshed < REFRESH_MS) return;
  refreshed = Date.now();
  show({ announces: false });
}

startFilters();
showFilters();
byId("figure").value = state.figure;
byId("figure").addEventListener("change", ({ target }) => {
  state.figure = target.value;
  history.replaceState(null, "", (() => { const a = new URL(location); a.searchParams.set("figure", state.figure); return a; })());
  showMap(regions);
});
byId("again").addEventListener("click", () => show({ announces: true }));
onChange(() => {
  showFilters();
  byId("figure").value = state.figure;
  show({ announces: true });
});
refreshed = Date.now();
await show({ announces: false });
listen(refresh);
