// The console: keeps the open escalations that the line tells of, shows what the filters take, sends what a person does.
import * as filters from './filters.js';
import { buttons, made, shown } from './item.js';
import { Line } from './line.js';
import { say } from './words.js';

const PAGE = 100;
const SLOW = 10000;
const QUIET = 4000;
const $ = (id) => document.getElementById(id);
const list = $('list');
const rows = new Map();
const items = new Map();
const waiting = new Map();
let limit = PAGE;
let loaded = false;
let now = Date.now();
let nowAt = performance.now();
let asked = false;

const line = new Line(heard, (state) => {
  const place = $('line');
  if (place.dataset.state === state) return;
  place.dataset.state = state;
  place.textContent = say(state);
  if (state === 'over' || state === 'reconnecting') tell(say(state));
});

function heard(kind, told) {
  if (kind === 'snapshot') {
    rows.clear();
    for (const row of told) rows.set(row.id, row);
    for (const [id, mine] of waiting) if (isDone(rows.get(id), mine)) settle(id);
    loaded = true;
  } else if (kind === 'put') {
    arrived(told);
  } else if (kind === 'gone') {
    gone(told);
  } else if (kind === 'beat') {
    now = Date.parse(told.now);
    nowAt = performance.now();
  }
  render();
}

function isDone(row, mine) {
  return !row || (mine.act === 'acknowledge' && row.state === 'acknowledged');
}

function arrived(row) {
  const former = rows.get(row.id);
  rows.set(row.id, row);
  if (former === undefined) {
    fresh += 1;
    row.fresh = true;
    tell();
  } else if (row.state === 'acknowledged') {
    tell(say('was_acknowledged', { number: row.number }) + others(row.id, row.cause));
    settle(row.id);
  }
}

function gone(end) {
  rows.delete(end.id);
  tell(say(`was_${end.what}`, { number: end.number }) + others(end.id, end.cause));
  settle(end.id);
}

// Another person's command came first: ours will be refused, for what it asks is done.
function others(id, cause) {
  const mine = waiting.get(id);
  return mine?.key && mine.key !== cause ? ` · ${say('other_first', { number: '' }).replace(/^:\s*/, '')}` : '';
}

function settle(id) {
  clearTimeout(waiting.get(id)?.timer);
  waiting.delete(id);
}

// One polite sentence at a time: what was done at once, arrivals gathered.
let fresh = 0;
let told = 0;
function tell(sentence) {
  if (sentence) $('said').textContent = sentence;
  if (fresh === 0 || told) return;
  told = setTimeout(() => {
    told = 0;
    $('said').textContent = say('arrived', { n: fresh });
    fresh = 0;
  }, QUIET);
}

async function act(what, id) {
  const row = rows.get(id);
  const former = waiting.get(id);
  if (!row || former?.act) return;
  const key = former?.failed === what ? former.key : crypto.randomUUID();
  const mine = { act: what, key };
  waiting.set(id, mine);
  update(id);
  const problem = await send(what, id, key);
  if (waiting.get(id) !== mine) return;
  if (problem) {
    waiting.set(id, { key, failed: what, problem });
    tell(`${row.number}: ${problem}`);
  } else {
    mine.timer = setTimeout(() => { mine.slow = true; update(id); }, SLOW);
  }
  update(id);
}

async function send(what, id, key) {
  try {
    const answer = await fetch(`/console/escalations/${encodeURIComponent(id)}/${what}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-Console': '1' },
      body: JSON.stringify({ key }),
    });
    if (answer.status === 409) settle(id); // somebody else was first; the line tells or has told
    if (answer.ok || answer.status === 409) return '';
    return answer.status === 403 ? say('over') : say('failed');
  } catch {
    return say('failed');
  }
}

function update(id) {
  const item = items.get(id);
  if (item && rows.has(id)) buttons(item, rows.get(id), waiting.get(id));
}

function render() {
  if (asked) return;
  asked = true;
  requestAnimationFrame(() => { asked = false; paint(); });
}

function paint() {
  const wanted = filters.query();
  const all = [...rows.values()];
  const found = all.filter((row) => filters.takes(row, wanted)).sort(graver);
  const visible = found.slice(0, limit);
  place(visible);
  filters.count(all);
  filters.offer(all.map((row) => [row.agency, row.agency_name]));
  $('total').textContent = loaded ? String(all.length) : '';
  $('shown').textContent = loaded ? say('shown', { shown: visible.length, all: all.length }) : '';
  $('more').hidden = found.length <= limit;
  $('empty').hidden = !loaded || found.length > 0;
  $('empty').textContent = say(all.length ? 'none_shown' : 'none');
  remember(wanted);
}

function graver(a, b) {
  return b.severity - a.severity || Date.parse(a.raised_at) - Date.parse(b.raised_at) || (a.id < b.id ? -1 : 1);
}

function place(visible) {
  const kept = new Set(visible.map((row) => row.id));
  const refuge = leave(kept);
  const at = now + performance.now() - nowAt;
  let cursor = list.firstElementChild;
  for (const row of visible) {
    let item = items.get(row.id);
    if (!item) {
      item = made(row, act);
      items.set(row.id, item);
      if (row.fresh) item.dataset.new = 'yes';
    }
    shown(item, row, waiting.get(row.id), at);
    if (item === cursor) cursor = cursor.nextElementSibling;
    else list.insertBefore(item, cursor);
  }
  refuge?.focus();
}

// Takes away what is no longer shown; gives where the focus goes when it was there: the next escalation, else the head.
function leave(kept) {
  let refuge = null;
  for (const [id, item] of items) {
    if (kept.has(id)) continue;
    if (item.contains(document.activeElement)) {
      let next = item.nextElementSibling;
      while (next && !kept.has(next.dataset.id)) next = next.nextElementSibling;
      refuge = next?.querySelector('h2') ?? $('list-head');
    }
    item.remove();
    items.delete(id);
  }
  return refuge;
}

// The address keeps the filters, for the export, another language, a reload.
function remember(wanted) {
  const tail = wanted.size ? `?${wanted}` : '';
  if (location.search !== tail) history.replaceState(null, '', `/console${tail}`);
  $('export').href = `/console/export.csv${tail}`;
  for (const link of document.querySelectorAll('[data-language]')) {
    link.href = `/console?${new URLSearchParams([['lang', link.dataset.language], ...wanted])}`;
  }
}

if (matchMedia('(max-width: 61.99rem)').matches && ![...new URLSearchParams(location.search)].length) $('narrow').open = false;
filters.restore();
filters.watch(() => { limit = PAGE; render(); });
$('more').addEventListener('click', () => { limit += PAGE; render(); });
setInterval(render, 30000);
line.open();
