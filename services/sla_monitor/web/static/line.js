// The line to the server: events, resumed after the last one seen, tried again until the session is over.
const SILENCE = 45000;
const FIRST_RETRY = 1000;
const LONGEST_RETRY = 15000;

export class Line {
  #source = null;
  #last = null;
  #retry = FIRST_RETRY;
  #silent = 0;

  constructor(heard, state) {
    this.heard = heard;
    this.state = state;
  }

  open() {
    this.#source?.close();
    const source = new EventSource(`/console/events${this.#last === null ? '' : `?last=${this.#last}`}`);
    this.#source = source;
    for (const kind of ['snapshot', 'put', 'gone', 'beat', 'loading']) {
      source.addEventListener(kind, (event) => this.#take(kind, event));
    }
    source.onerror = () => this.#failed(source);
    this.#watch();
  }

  #take(kind, event) {
    this.#watch();
    this.#retry = FIRST_RETRY;
    if (event.lastEventId !== '') this.#last = Number(event.lastEventId);
    this.state(kind === 'loading' ? 'loading' : 'live');
    this.heard(kind, JSON.parse(event.data));
  }

  // A line that is cut without a word is noticed by its silence.
  #watch() {
    clearTimeout(this.#silent);
    this.#silent = setTimeout(() => this.#failed(this.#source), SILENCE);
  }

  async #failed(source) {
    if (source !== this.#source) return;
    source.close();
    this.#source = null;
    clearTimeout(this.#silent);
    this.state('reconnecting');
    if (await this.#isOver()) {
      this.state('over');
      return;
    }
    setTimeout(() => this.open(), this.#retry);
    this.#retry = Math.min(this.#retry * 2, LONGEST_RETRY);
  }

  async #isOver() {
    try {
      return (await fetch('/console/session', { cache: 'no-store' })).status === 403;
    } catch {
      return false;
    }
  }
}
