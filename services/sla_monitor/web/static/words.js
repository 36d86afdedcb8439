// Words and codes that the server put into the page.
export const data = JSON.parse(document.getElementById('data').textContent);

export function say(key, values = {}) {
  return data.texts[key].replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

export function age(then, now) {
  const minutes = Math.max(0, Math.floor((now - then) / 60000));
  if (minutes < 60) return say('minutes', { n: minutes });
  if (minutes < 48 * 60) return say('hours', { n: Math.floor(minutes / 60) });
  return say('days', { n: Math.floor(minutes / 1440) });
}
