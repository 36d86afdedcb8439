// One line per body: the share as a dot on its interval.
import { draw, tooltip } from "./charts.js";
import { nameOf, number, roundShare, share, text } from "./words.js";

const NARROW = 500;

export function drawIntervals(element, rows, name) {
  element.style.height = `${rows.length * (element.clientWidth < NARROW ? 54 : 40) + 44}px`;
  const told = rows.slice(0, 5).map((row) => `${nameOf("agency", row.agency)} ${share(row.share)}`).join("; ");
  draw(element, (c) => options(c, rows, element.clientWidth), `${name}. ${told}.`);
}

function options(c, rows, width) {
  const label = Math.min(300, Math.round(width * 0.42));
  return {
    grid: { left: label + 14, right: 24, top: 6, bottom: 30 },
    xAxis: { type: "value", min: 0, splitNumber: width < NARROW ? 2 : 5, axisLabel: { color: c.soft, formatter: roundShare, hideOverlap: true }, splitLine: { lineStyle: { color: c.line } } },
    yAxis: {
      type: "category", inverse: true, data: rows.map((row) => nameOf("agency", row.agency)), axisTick: { show: false },
      axisLine: { lineStyle: { color: c.soft } }, axisLabel: { color: c.ink, width: label, overflow: "break", fontSize: width < NARROW ? 11 : 13, lineHeight: width < NARROW ? 12 : 15 },
    },
    tooltip: tooltip(c, ({ dataIndex }) => {
      const row = rows[dataIndex];
      return [nameOf("agency", row.agency), `${text("share")}: ${share(row.share)}`,
        `${text("interval")}: ${share(row.low)} – ${share(row.high)}`, `${text("cases")}: ${number(row.n)}`].join("\n");
    }, "item"),
    series: [
      { type: "custom", data: rows.map((row, i) => [row.low, row.high, i]), encode: { x: [0, 1], y: 2 }, renderItem: (_, api) => line(api, c) },
      { type: "scatter", data: rows.map((row, i) => [row.expected ?? null, i]), symbol: "diamond", symbolSize: 12, silent: true, itemStyle: { color: "transparent", borderColor: c.ink, borderWidth: 1.5 }, z: 4 },
      { type: "scatter", data: rows.map((row, i) => [row.share, i]), symbolSize: 11, itemStyle: { color: c.accent }, z: 3 },
    ],
  };
}

function line(api, c) {
  const [x1, y] = api.coord([api.value(0), api.value(2)]);
  const [x2] = api.coord([api.value(1), api.value(2)]);
  const style = { stroke: c.accent, lineWidth: 2.5, opacity: 0.55, lineCap: "round" };
  return { type: "line", shape: { x1, y1: y, x2: Math.max(x2, x1 + 1), y2: y }, style };
}
