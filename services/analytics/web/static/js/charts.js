// ECharts in the colours and type of the page. Tooltips are drawn on the canvas: the page forbids styles in markup.
/* global echarts */
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const charts = new Map();

export function colours() {
  const style = getComputedStyle(document.documentElement);
  const of = (name) => style.getPropertyValue(`--${name}`).trim();
  return { ink: of("ink"), soft: of("soft"), line: of("line"), accent: of("accent"), raised: of("raised"), tint: of("tint"), fill: of("q2") };
}

// Draw, and draw again when theme or size change. `options` makes the options anew from the colours.
export function draw(element, options, description) {
  const entry = charts.get(element) ?? { chart: echarts.init(element, null, { renderer: "canvas" }) };
  const isNew = !charts.has(element);
  Object.assign(entry, { options, description });
  charts.set(element, entry);
  show(element);
  if (isNew) new ResizeObserver(() => entry.chart.resize()).observe(element);
}

export function forget(element) {
  charts.get(element)?.chart.dispose();
  charts.delete(element);
}

function show(element) {
  const { chart, options, description } = charts.get(element);
  const c = colours();
  chart.setOption({
    animation: !calm.matches,
    animationDuration: 400,
    aria: { enabled: true, label: { description } },
    textStyle: { fontFamily: "Inter, system-ui, sans-serif", color: c.ink, fontSize: 12 },
    ...options(c),
  }, { notMerge: true });
  element.setAttribute("aria-label", description);
}

export function tooltip(c, formatter, trigger = "axis") {
  return {
    trigger, formatter, renderMode: "richText", confine: true,
    backgroundColor: c.raised, borderColor: c.line, borderWidth: 1, padding: [10, 14],
    textStyle: { color: c.ink, fontSize: 13, lineHeight: 20 },
    axisPointer: { lineStyle: { color: c.soft, type: "solid", width: 1 } },
  };
}

addEventListener("themechange", () => { for (const element of charts.keys()) show(element); });
document.fonts.ready.then(() => { for (const element of charts.keys()) show(element); });
