// Received and answered over time, and below them what was open.
import { ask, linkCsv } from "./api.js";
import { draw, tooltip } from "./charts.js";
import { byId, fill, tableOf, textRows, valueOf } from "./dom.js";
import { shown } from "./figures.js";
import { parameters, state } from "./state.js";
import { brief, periodName, text, today, words } from "./words.js";

const FLOWS = ["received", "answered"];
const ICONS = { solid: "path://M0 8h26v2H0z", dashed: "path://M0 8h6v2h-6zM10 8h6v2h-6zM20 8h6v2h-6z" };
const TABLE = ["received", "answered", "in_time_share", "closed", "open", "open_overdue", "median_working_days"];

function span() {
  const period = state.period;
  if (period === "all") return { by: "month", from: `${Number(today.slice(0, 4)) - 4}-01-01`, to: today };
  if (period.length === 4) return { by: "month", from: `${period}-01-01`, to: `${period}-12-31` };
  const month = period.slice(0, 7);
  const last = new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)), 0)).getUTCDate();
  return { by: "day", from: `${month}-01`, to: `${month}-${last}` };
}

const isQuiet = (point) => !point.suppressed && !point.figures.received && !point.figures.answered && !point.figures.assigned;

// Without the quiet time before the first appeal and after the last day that has come.
export async function askSeries() {
  const { points } = await ask("stats/series", parameters(span()));
  const past = points.filter((point) => point.period <= today.slice(0, point.period.length));
  const first = past.findIndex((point) => !isQuiet(point));
  return first < 0 ? [] : past.slice(first);
}

export function showSeries(points) {
  const flows = FLOWS.map((name) => (name === "received" && state.agency ? "assigned" : name));
  const table = tableOf(text("series"), [
    { title: text("period"), cell: (p) => periodName(p.period) },
    ...TABLE.map((name) => (name === "received" ? flows[0] : name)).map((name) => (
      { title: words.figures[name], isNumber: true, cell: (p) => valueOf(shown(p.figures, name)) })),
  ], points);
  fill(byId("series-table"), table);
  const { period } = state;
  const grain = period.length === 4 ? "month" : "day";
  linkCsv(byId("series-csv"), period === "all" ? null : parameters({ period: period.slice(0, 7), grain }), textRows(table));
  draw(byId("series"), (c) => options(c, points, flows), describe(points, flows));
}

function describe(points, flows) {
  if (!points.length) return `${text("series")}: ${text("nothing")}`;
  const ends = [points[0], points.at(-1)].map((p) => (
    `${periodName(p.period)}: ${[...flows, "open"].map((name) => `${words.figures[name]} ${shown(p.figures, name).text}`).join(", ")}`));
  return `${text("series")}. ${ends.join("; ")}.`;
}

function options(c, points, flows) {
  const labels = points.map((p) => periodName(p.period, "short"));
  const looks = [{ color: c.soft, type: [5, 4] }, { color: c.accent, type: "solid" }];
  const bounds = { left: 52, right: 14, outerBoundsMode: "none" };
  const axis = { type: "category", data: labels, boundaryGap: false, axisTick: { show: false } };
  const scale = { type: "value", min: 0, splitNumber: 3, axisLabel: { color: c.soft, formatter: brief }, splitLine: { lineStyle: { color: c.line } } };
  const isLone = (name, i) => [i - 1, i + 1].every((j) => (points[j]?.figures[name] ?? null) === null);
  const line = (name, place, look) => ({
    name: words.figures[name], type: "line", xAxisIndex: place, yAxisIndex: place, symbol: "circle", showAllSymbol: true,
    data: points.map((p, i) => ({ value: p.figures[name] ?? null, symbolSize: isLone(name, i) ? 7 : 0 })), lineStyle: { width: 2.25, ...look }, itemStyle: { color: look.color },
    emphasis: { disabled: true },
  });
  return {
    legend: { left: 0, top: 0, itemWidth: 26, itemGap: 22, textStyle: { color: c.ink, fontSize: 13 }, selectedMode: false,
      data: [...flows.map((name) => ({ name: words.figures[name], icon: ICONS[looks[flows.indexOf(name)].type === "solid" ? "solid" : "dashed"] })), { name: words.figures.open, icon: "rect" }],
    },
    grid: [{ ...bounds, top: 44, height: "46%" }, { ...bounds, bottom: 30, height: "22%" }],
    xAxis: [
      { ...axis, gridIndex: 0, axisLabel: { show: false }, axisLine: { lineStyle: { color: c.line } } },
      { ...axis, gridIndex: 1, axisLabel: { color: c.soft, hideOverlap: true, alignMinLabel: "left", alignMaxLabel: "right" }, axisLine: { lineStyle: { color: c.soft } } },
    ],
    yAxis: [{ ...scale, gridIndex: 0 }, { ...scale, gridIndex: 1, splitNumber: 2 }],
    axisPointer: { link: [{ xAxisIndex: "all" }] },
    tooltip: tooltip(c, ([first]) => {
      const point = points[first.dataIndex];
      return [periodName(point.period), ...[...flows, "open"].map((n) => `${words.figures[n]}: ${shown(point.figures, n).text}`)].join("\n");
    }),
    series: [
      ...flows.map((name, i) => line(name, 0, looks[i])),
      { ...line("open", 1, { color: c.accent, type: "solid", width: 1.5 }), areaStyle: { color: c.fill, opacity: 0.75 }, itemStyle: { color: c.fill, borderColor: c.accent, borderWidth: 1 } },
    ],
  };
}
