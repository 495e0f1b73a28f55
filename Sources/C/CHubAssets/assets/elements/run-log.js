// <run-log>: takes in the lines that the page's live region hears of, and follows them until somebody
// scrolls up; their times are those of the reader's zone. Without JavaScript the log is as it was when
// the page was loaded, in UTC.
customElements.define("run-log", class extends HTMLElement {
  static linesMax = 2000;

  connectedCallback() {
    this.box = this.querySelector("[role=log]");
    this.local();
    if (this.box) this.box.scrollTop = this.box.scrollHeight;
  }

  add(lines, last) {
    this.dataset.last = last;
    const list = this.querySelector("ol");
    if (!list || !lines) return;
    const follows = this.box.scrollHeight - this.box.scrollTop - this.box.clientHeight < 40;
    list.insertAdjacentHTML("beforeend", lines);
    this.local();
    this.querySelector("ol + p")?.remove();
    while (list.childElementCount > this.constructor.linesMax) list.firstElementChild.remove();
    if (follows) this.box.scrollTop = this.box.scrollHeight;
  }

  local() {
    const tongue = this.closest("[lang]")?.lang;
    for (const time of this.querySelectorAll("time:not([title])")) {
      const moment = new Date(time.dateTime);
      time.textContent = moment.toLocaleTimeString(tongue, { timeStyle: "medium", hourCycle: "h23" });
      time.title = moment.toLocaleString(tongue, { dateStyle: "full", timeStyle: "long" });
    }
  }
});
