// Texts, names and the way to write numbers and dates in the language of the page.
const root = document.documentElement;
export const base = root.dataset.base;
export const today = root.dataset.today;
export const words = await (await fetch(`${base}/words/${root.lang}.json`)).json();

// Kazakh writes numbers as Russian does; browsers often lack its dates, so its months stand among the texts.
const locale = { kk: "ru-KZ", ru: "ru-KZ", en: "en-GB" }[root.lang];
const whole = new Intl.NumberFormat(locale);
const percent = new Intl.NumberFormat(locale, { style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1 });
const wholePercent = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 0 });
const compact = new Intl.NumberFormat(locale, { notation: "compact", maximumFractionDigits: 1 });

export const number = (n) => whole.format(n);
export const share = (x) => percent.format(x);
export const roundShare = (x) => wholePercent.format(x);
export const brief = (n) => (Math.abs(n) < 10000 ? whole.format(n) : compact.format(n));

// A text of the page with its {places} filled.
export function text(key, values = {}) {
  return words.ui[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

export function nameOf(dimension, code) {
  const names = { region: "regions", agency: "agencies", category: "subjects", kind: "kinds", channel: "channels", language: "languages" };
  const found = words[names[dimension]] ?? {};
  return found[code] ?? found[code.split(".")[0]] ?? code;
}

// "2026", "2026-03", "2026-03-10" or "all" as people write it, a short day without its year; civil time, so no time zone may shift it.
export function periodName(period, length = "long") {
  if (period === "all") return text("grain_all").toLowerCase();
  if (period.length === 4) return period;
  const [year, month, day] = period.split("-").map(Number);
  if (words.calendar) {
    const name = words.calendar[length][month - 1];
    if (day && length === "short") return `${day} ${name}`;
    return day ? `${year} ж. ${day} ${name}` : `${year} ж. ${name}`;
  }
  const options = day ? { day: "numeric", month: length, ...(length === "short" ? {} : { year: "numeric" }) } : { month: length, year: "numeric" };
  return new Intl.DateTimeFormat(locale, { ...options, timeZone: "UTC" }).format(Date.UTC(year, month - 1, day || 1));
}

export function clockTime(instant) {
  return new Intl.DateTimeFormat(locale, { timeStyle: "medium", timeZone: "Asia/Almaty" }).format(instant);
}
