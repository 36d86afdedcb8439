// The stream of live figures. A stream that the server refused is asked for again after half a minute.
import { byId } from "./dom.js";
import { shown } from "./figures.js";
import { clockTime, text } from "./words.js";

const AGAIN_MS = 30000;

export function listen(onFigures) {
  const stream = new EventSource("/v1/live");
  stream.addEventListener("open", () => tell("on", text("live_on")));
  stream.addEventListener("error", () => {
    tell("off", text("live_off"));
    if (stream.readyState === EventSource.CLOSED) setTimeout(() => listen(onFigures), AGAIN_MS);
  });
  stream.addEventListener("figures", (event) => {
    const { figures } = JSON.parse(event.data);
    put("live-open", figures.all, "open");
    put("live-received", figures.day, "received");
    put("live-answered", figures.day, "answered");
    put("live-total", figures.all, "received");
    tell("on", `${text("live_on")}, ${text("live_at", { time: clockTime(Date.now()) })}`);
    onFigures();
  });
  addEventListener("pagehide", () => stream.close(), { once: true });
}

function put(id, figures, name) {
  const found = shown(figures, name);
  const element = byId(id);
  element.textContent = found.text;
  element.classList.toggle("is-hidden", found.hidden);
}

function tell(stateName, sentence) {
  byId("live").dataset.state = stateName;
  byId("live-state").textContent = sentence;
}
