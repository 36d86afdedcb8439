// Bodies by their share of late answers; those with few answers stand apart.
import { linkCsv } from "./api.js";
import { byId, fill, make, tableOf, textRows, valueOf } from "./dom.js";
import { change, parameters, state } from "./state.js";
import { nameOf, number, share, text, words } from "./words.js";

const FIRST = 12;
let isWhole = false;

const count = (n) => (n === null ? valueOf({ text: text("hidden"), hidden: true }) : number(n));

function meter(row, most) {
  if (row.late_share === null) return "";
  return make("meter", { min: 0, max: most || 1, value: row.late_share, "aria-label": `${words.figures.late_share}: ${share(row.late_share)}` });
}

function body(row) {
  return make("button", {
    type: "button", class: "pick", "data-key": row.agency, "aria-current": state.agency === row.agency ? "true" : null,
    onclick: () => {
      change({ agency: row.agency, category: "" });
      byId("breakdown-title").focus();
    },
  }, nameOf("agency", row.agency));
}

export function showRanking(found) {
  const rows = isWhole ? found.ranked : found.ranked.slice(0, FIRST);
  const most = Math.max(...found.ranked.map((row) => row.late_share ?? 0));
  const columns = [
    { title: make("span", { "aria-label": text("place"), role: "img" }, "№"), class: "rank", isHead: false, cell: (row) => String(row.rank) },
    { title: text("body"), isHead: true, cell: body },
    { title: make("span", { class: "unseen" }, words.figures.late_share), class: "bar", isHead: false, cell: (row) => meter(row, most) },
    { title: text("share"), isNumber: true, cell: (row) => (row.late_share === null ? count(null) : share(row.late_share)) },
    { title: words.figures.answered_late, isNumber: true, isExtra: true, cell: (row) => count(row.answered_late) },
    { title: words.figures.answered, isNumber: true, cell: (row) => count(row.n) },
  ];
  const table = rows.length ? tableOf(text("ranking"), columns, rows) : make("p", {}, text("nothing"));
  fill(byId("ranking"), table);
  const more = byId("ranking-more");
  more.hidden = isWhole || found.ranked.length <= FIRST;
  more.textContent = text("more", { n: number(found.ranked.length) });
  more.onclick = () => {
    isWhole = true;
    showRanking(found);
    byId("ranking").focus();
  };
  linkCsv(byId("ranking-csv"), parameters({ by: "agency", period: state.period }, ["agency", "category"]), rows.length ? textRows(table) : []);
  byId("apart").hidden = !found.not_ranked.length;
  byId("apart-title").textContent = text("ranking_apart", { n: number(found.ranked_from) });
  fill(byId("apart-list"), ...found.not_ranked.map((row) => make("li", {}, nameOf("agency", row.agency), " — ", count(row.n))));
}
