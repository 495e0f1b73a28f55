// <relative-time>: says a moment as people do, in the reader's own zone, and keeps it fresh; on paper it
// says the time itself. Without JavaScript the time stands there in UTC.
customElements.define("relative-time", class extends HTMLElement {
  static all = new Set();
  static paper = matchMedia("print");
  static {
    const all = () => { for (const one of this.all) one.show() };
    setInterval(() => { if (!document.hidden) all() }, 20_000);
    this.paper.addEventListener("change", all);
  }

  connectedCallback() { this.constructor.all.add(this); this.show() }
  disconnectedCallback() { this.constructor.all.delete(this) }

  show() {
    const time = this.querySelector("time");
    const moment = new Date(time?.dateTime ?? NaN);
    if (isNaN(moment)) return;
    const text = this.constructor.paper.matches
      ? moment.toLocaleString(this.tongue, { dateStyle: "medium", timeStyle: "long", hourCycle: "h23" })
      : this.house(this.words(moment, new Date()));
    if (time.textContent !== text) time.textContent = text;
    const exact = moment.toLocaleString(this.tongue, { dateStyle: "full", timeStyle: "long" });
    if (time.title !== exact) time.title = exact;
  }

  get tongue() { return this.closest("[lang]")?.lang || "en" }

  // A space stands between Chinese and figures.
  house(text) { return text.replace(/(?<=\d)(?=\p{sc=Han})|(?<=\p{sc=Han})(?=\d)/gu, " ") }

  words(moment, now) {
    const seconds = (moment - now) / 1000;
    const relative = new Intl.RelativeTimeFormat(this.tongue, { numeric: "auto", style: "short" });
    if (Math.abs(seconds) < 45) return relative.format(0, "second");
    if (Math.abs(seconds) < 3600) return relative.format(Math.round(seconds / 60), "minute");
    const clock = moment.toLocaleTimeString(this.tongue, { hour: "2-digit", minute: "2-digit", hour12: false });
    const days = Math.round((new Date(moment).setHours(0, 0, 0, 0) - new Date(now).setHours(0, 0, 0, 0)) / 864e5);
    if (Math.abs(days) < 2) return `${relative.format(days, "day")} ${clock}`;
    const far = Math.abs(days) > 6;
    const date = far
      ? { day: "numeric", month: "short", ...(Math.abs(days) > 300 && { year: "numeric" }) }
      : { weekday: "short" };
    return `${moment.toLocaleDateString(this.tongue, date)} ${clock}`;
  }
});
