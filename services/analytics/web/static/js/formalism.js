// Indicators of formalism per body: share, interval and cases; small numbers are shown without a place.
import "./theme.js";
import { ask, linkCsv } from "./api.js";
import { byId, fill, make, tableOf, textRows, valueOf } from "./dom.js";
import { forget } from "./charts.js";
import { drawIntervals } from "./intervals.js";
import { nameOf, number, share, text, today, words } from "./words.js";

const FIRST = 12;
const view = { month: today.slice(0, 7), agency: "", subject: "" };
const drawn = new Set();
let round = 0;

function read() {
  const asked = new URLSearchParams(location.search);
  for (const name of Object.keys(view)) view[name] = asked.get(name) ?? view[name];
  if (!/^\d{4}-\d\d$/.test(view.month)) view.month = today.slice(0, 7);
  keep("replaceState");
}

function keep(how) {
  const query = new URLSearchParams(Object.entries(view).filter(([, value]) => value)).toString();
  history[how](null, "", `?${query}`);
  for (const link of document.querySelectorAll("[data-tongue]")) link.href = `${link.pathname}?${query}`;
}

const isHidden = (row) => row.share === null || row.share === undefined;
const part = (value) => (value === null || value === undefined ? valueOf({ text: text("hidden"), hidden: true }) : share(value));
const count = (value) => (value === null || value === undefined ? valueOf({ text: text("hidden"), hidden: true }) : number(value));

const hasExpected = (row) => row.expected !== null && row.expected !== undefined;

function section(definition, rows) {
  const name = `${definition.id}. ${words.indicators[definition.id] ?? definition.id}`;
  const isLowBetter = definition.better !== "high";
  const worse = (a, b) => (isLowBetter ? b.share - a.share : a.share - b.share);
  const ranked = rows.filter((row) => row.ranked && !isHidden(row)).sort(worse);
  const small = rows.filter((row) => !row.ranked || isHidden(row)).sort((a, b) => a.agency.localeCompare(b.agency));
  const columns = [
    { title: text("body"), cell: (row) => nameOf("agency", row.agency) },
    { title: text("share"), isNumber: true, cell: (row) => part(row.share) },
    { title: text("interval"), isNumber: true, cell: (row) => (isHidden(row) || row.low === null ? "–" : `${share(row.low)} – ${share(row.high)}`) },
    ...(rows.some(hasExpected) ? [{ title: text("expected"), isNumber: true, cell: (row) => (hasExpected(row) ? share(row.expected) : "–") }] : []),
    { title: text("cases"), isNumber: true, cell: (row) => count(row.n) },
    { title: text("hits"), isNumber: true, cell: (row) => count(row.hits) },
    { title: text("place"), isNumber: true, cell: (row) => (isHidden(row) ? "–" : row.ranked ? String(ranked.indexOf(row) + 1) : text("formalism_small")) },
  ];
  const table = tableOf(name, columns, [...ranked, ...small]);
  const id = `indicator-${definition.id}`;
  const csv = make("a", { class: "csv", id: `${id}-csv`, href: "#", download: true }, text("csv"), make("span", { class: "unseen" }, `: ${name}`));
  linkCsv(csv, null, textRows(table));
  const chart = make("div", { class: "chart short", id: `${id}-chart`, role: "img", "aria-label": name });
  const made = make("section", { class: "indicator", id, "aria-labelledby": `${id}-title` },
    make("header", { class: "head" },
      make("h2", { id: `${id}-title` }, make("span", { class: "code" }, `${definition.id} `), words.indicators[definition.id] ?? definition.id),
      make("p", {}, words.indicator_notes[definition.id] ?? `${definition.hits} / ${definition.n}`),
      make("p", { class: "facts" }, [text("article", { n: definition.article.replace("Art. ", "") }), text("version", { n: definition.version }), text(isLowBetter ? "better_low" : "better_high")].filter(Boolean).join(" · "))),
    ranked.length ? chart : null,
    ranked.some(hasExpected) ? make("p", { class: "small" }, text("expected_note")) : null,
    make("div", { class: "under" },
      make("details", { open: ranked.length === 0 }, make("summary", {}, text("show_table")),
        make("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": name }, table)),
      csv));
  return { made, chart, ranked: ranked.slice(0, FIRST), name };
}

async function show() {
  const mine = ++round;
  byId("month").value = view.month;
  for (const name of ["agency", "subject"]) byId(name).value = view[name];
  const parameters = new URLSearchParams({ period: view.month });
  if (view.agency) parameters.set("agency", view.agency);
  if (view.subject) parameters.set("by_subject", "true");
  try {
    const { definitions, rows } = await ask("indicators", parameters);
    if (mine !== round) return undefined;
    const wanted = rows.filter((row) => (row.subject ?? "") === view.subject);
    for (const chart of drawn) forget(chart);
    drawn.clear();
    const sections = definitions.map((definition) => (
      section(definition, wanted.filter((row) => row.indicator === definition.id)))).filter(({ made }) => made.querySelector("tbody tr"));
    fill(byId("indicators"), ...sections.map(({ made }) => made));
    for (const { chart, ranked, name } of sections) {
      if (!chart.isConnected) continue;
      drawIntervals(chart, ranked, name);
      drawn.add(chart);
    }
    byId("interval-note").hidden = !sections.length;
    return say(sections.length ? "" : text("formalism_empty"));
  } catch (error) {
    console.warn(error);
    return mine === round ? say(text("failed")) : undefined;
  }
}

function say(sentence) {
  byId("message").textContent = sentence;
  byId("message").hidden = !sentence;
  document.body.dataset.shown = location.search;
}

function start() {
  for (const name of Object.keys(view)) {
    byId(name).addEventListener("change", ({ target }) => {
      if (name === "month" && !target.value) return;
      view[name] = target.value;
      keep("pushState");
      show();
    });
  }
  addEventListener("popstate", () => { read(); show(); });
  byId("filters").addEventListener("submit", (event) => event.preventDefault());
}

read();
start();
await show();
