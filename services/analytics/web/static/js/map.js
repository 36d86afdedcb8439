// The regions as tiles: buttons that show a figure as number and shade, and choose a region.
import { linkCsv } from "./api.js";
import { byId, fill, make, tableOf, textRows, valueOf } from "./dom.js";
import { figure, shown } from "./figures.js";
import { change, parameters, state } from "./state.js";
import { nameOf, text, words } from "./words.js";

const TABLE = ["received", "answered", "in_time_share", "late_share", "open", "open_overdue", "redirected_share", "median_working_days", "p90_working_days"];
const STEPS = 5;

// A class of shade for each value: equal steps of rank, so that one giant does not make all others alike.
function shades(values) {
  const known = [...new Set(values.filter((v) => v !== null))].sort((a, b) => a - b);
  return (value) => {
    if (value === null) return "q0";
    const place = known.length < 2 ? 0.5 : known.indexOf(value) / (known.length - 1);
    return `q${Math.min(STEPS, 1 + Math.floor(place * STEPS))}`;
  };
}

export function showMap(rows) {
  const name = state.figure;
  const by = new Map(rows.map((row) => [row.region, row.figures]));
  const valueFor = (code) => (by.has(code) ? figure(by.get(code), name).value : null);
  const shade = shades(words.tiles.map((tile) => valueFor(tile.code)));
  fill(byId("tiles"), ...words.tiles.map((tile) => {
    const found = by.has(tile.code) ? shown(by.get(tile.code), name) : { text: "–", hidden: false };
    const button = make("button", {
      type: "button", class: `tile ${shade(valueFor(tile.code))}`, "data-key": tile.code,
      "aria-pressed": String(state.region === tile.code),
      "aria-label": `${tile.name}, ${nameOf("region", tile.code)}: ${words.figures[name]} ${found.text}`,
      onclick: () => change({ region: state.region === tile.code ? "" : tile.code, agency: "", category: "" }),
    }, make("span", {}, tile.name), make("b", {}, valueOf(found)));
    button.style.gridArea = `${tile.row} / ${tile.column}`;
    return button;
  }));
  const names = state.agency ? TABLE.map((each) => (each === "received" ? "assigned" : each)) : TABLE;
  const table = tableOf(text("map"), [
    { title: text("region"), cell: (row) => nameOf("region", row.region) },
    ...names.map((each) => ({ title: words.figures[each], isNumber: true, cell: (row) => valueOf(shown(row.figures, each)) })),
  ], rows);
  fill(byId("map-table"), table);
  linkCsv(byId("map-csv"), parameters({ by: "region", period: state.period }, ["region"]), textRows(table));
}
