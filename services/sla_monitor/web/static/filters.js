// What the form narrows; the server's export understands the same query.
import { data } from './words.js';

const form = document.getElementById('filters');
const NAMES = ['rung', 'agency', 'kind', 'late', 'q'];

export function query() {
  const found = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (value.trim() !== '') found.append(name, value.trim());
  return found;
}

export function restore() {
  const asked = new URLSearchParams(location.search);
  for (const name of NAMES) {
    for (const value of asked.getAll(name)) {
      if (name === 'rung') form.querySelector(`[name="rung"][value="${CSS.escape(value)}"]`)?.click();
      else if (name === 'late') form.elements.late.checked = true;
      else if (name === 'agency') offer([[value, value]], value);
      else form.elements[name].value = value;
    }
  }
}

export function watch(changed) {
  form.addEventListener('input', changed);
  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('reset', (event) => {
    event.preventDefault();
    for (const box of form.querySelectorAll('[type="checkbox"]')) box.checked = false;
    for (const name of ['q', 'agency', 'kind']) form.elements[name].value = '';
    changed();
  });
}

export function takes(row, asked) {
  const rungs = asked.getAll('rung');
  return (rungs.length === 0 || rungs.includes(row.rung))
    && (!asked.get('agency') || asked.get('agency') === row.agency)
    && (!asked.get('kind') || asked.get('kind') === row.kind)
    && (!asked.get('late') || row.late)
    && row.number.toLowerCase().includes((asked.get('q') ?? '').toLowerCase());
}

// The bodies that have something open, and the one that is chosen.
export function offer(bodies, chosen = form.elements.agency.value) {
  const select = form.elements.agency;
  const wanted = new Map(bodies.filter(([code]) => code !== ''));
  if (chosen !== '' && !wanted.has(chosen)) wanted.set(chosen, chosen);
  const sorted = [...wanted].sort((a, b) => a[1].localeCompare(b[1], data.language));
  const signature = JSON.stringify(sorted);
  if (select.dataset.offered !== signature) {
    select.dataset.offered = signature;
    select.replaceChildren(select.options[0], ...sorted.map(([code, name]) => new Option(name, code)));
  }
  select.value = chosen;
}

export function count(rows) {
  const counts = new Map();
  for (const row of rows) counts.set(row.rung, (counts.get(row.rung) ?? 0) + 1);
  for (const place of form.querySelectorAll('[data-rung]')) {
    const number = counts.get(place.dataset.rung) ?? 0;
    place.textContent = number;
    place.classList.toggle('none', number === 0);
  }
}
