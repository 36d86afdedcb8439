// One escalation on the page: built once, then brought up to date in place, so that focus and open details stay.
import { age, say } from './words.js';

const template = document.getElementById('row');
const WARNING = '◔';
const ALARM = '▲';

export function made(row, act) {
  const item = template.content.firstElementChild.cloneNode(true);
  const head = item.querySelector('h2');
  head.id = `number-${row.id}`;
  item.dataset.id = row.id;
  for (const button of item.querySelectorAll('button')) {
    button.id = `${button.dataset.act}-${row.id}`;
    button.setAttribute('aria-labelledby', `${button.id} ${head.id}`);
    button.addEventListener('click', () => act(button.dataset.act, row.id));
  }
  item.querySelector('summary').id = `why-${row.id}`;
  return item;
}

export function shown(item, row, waiting, now) {
  item.dataset.severity = row.severity;
  item.dataset.grave = row.grave ? 'yes' : 'no';
  item.dataset.state = row.state;
  put(item, 'h2', row.number);
  put(item, '.mark', row.grave ? ALARM : WARNING);
  put(item, '.rung-name .name', row.rung_name);
  put(item, '.state', row.state === 'acknowledged' && row.by ? say('state_by', { by: row.by }) : say(`state_${row.state}`));
  facts(item.querySelector('.facts'), [
    [say('due'), row.due_text], [say('age'), age(Date.parse(row.raised_at), now)],
    [say('agency'), row.agency_name || '—'], [say('kind'), row.kind_name],
    [say('category'), row.category], [say('region'), row.region_name],
  ]);
  put(item, '.sentence', row.why.sentence);
  facts(item.querySelector('.why'), [
    [say('why_clock'), row.clock_name],
    [say('why_start'), row.why.start], [say('why_term'), row.why.term], [say('why_due'), row.why.due],
    [say('why_article'), row.why.article, 'wide'], [say('why_skipped'), row.why.skipped, 'wide'],
  ]);
  buttons(item, row, waiting);
}

export function buttons(item, row, waiting) {
  const first = item.querySelector('[data-act="acknowledge"]');
  const second = item.querySelector('[data-act="resolve"]');
  if (row.state === 'acknowledged' && !first.hidden) {
    const focused = document.activeElement === first;
    first.hidden = true;
    if (focused) second.focus();
  }
  second.classList.toggle('next', row.state === 'acknowledged');
  for (const button of [first, second]) {
    const mine = waiting?.act === button.dataset.act;
    button.setAttribute('aria-disabled', String(Boolean(waiting?.act)));
    button.textContent = mine ? say(waiting.slow ? 'slow' : 'sent') : say(button.dataset.act);
  }
  const problem = item.querySelector('.problem');
  problem.hidden = !waiting?.problem;
  problem.textContent = waiting?.problem ?? '';
}

function put(item, where, text) {
  const place = item.querySelector(where);
  if (place.textContent !== text) place.textContent = text;
}

function facts(list, entries) {
  const rows = entries.filter(([, text]) => text);
  const signature = JSON.stringify(rows);
  if (list.dataset.shown === signature) return;
  list.dataset.shown = signature;
  list.replaceChildren(...rows.map(([name, text, kind]) => {
    const box = document.createElement('div');
    box.className = kind ?? '';
    const term = document.createElement('dt');
    const value = document.createElement('dd');
    term.textContent = name;
    value.textContent = text;
    box.append(term, value);
    return box;
  }));
}
