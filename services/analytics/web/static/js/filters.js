// The form above the figures: period and filters.
import { byId } from "./dom.js";
import { change, clear, state } from "./state.js";
import { today } from "./words.js";

const LENGTHS = { year: 4, month: 7, day: 10 };
const GRAINS = Object.keys(LENGTHS);
const grainOf = (period) => GRAINS.find((grain) => LENGTHS[grain] === period.length) ?? "all";

export function showFilters() {
  const grain = grainOf(state.period);
  byId("grain").value = grain;
  for (const each of GRAINS) {
    byId(`when-${each}`).hidden = each !== grain;
    if (each === grain) byId(`when-${each}`).value = state.period;
  }
  for (const select of document.querySelectorAll("[data-filter]")) select.value = state[select.dataset.filter];
}

export function startFilters() {
  byId("grain").addEventListener("change", ({ target }) => {
    const known = state.period === "all" ? today : state.period + today.slice(state.period.length);
    change({ period: target.value === "all" ? "all" : known.slice(0, LENGTHS[target.value]) });
  });
  for (const grain of GRAINS) {
    byId(`when-${grain}`).addEventListener("change", ({ target }) => {
      if (target.value && target.checkValidity()) change({ period: target.value });
    });
  }
  for (const select of document.querySelectorAll("[data-filter]")) {
    const name = select.dataset.filter;
    select.addEventListener("change", () => change({ [name]: select.value, ...(name === "region" ? { agency: "", category: "" } : {}) }));
  }
  byId("reset").addEventListener("click", clear);
  byId("filters").addEventListener("submit", (event) => event.preventDefault());
}
