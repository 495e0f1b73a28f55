// <run-log>: takes in the lines that the page's live region hears of, and follows them until somebody
// scrolls up. Without JavaScript the log is as it was when the page was loaded.
customElements.define("run-log", class extends HTMLElement {
  static linesMax = 2000;

  connectedCallback() {
    this.box = this.querySelector("[role=log]");
    if (this.box) this.box.scrollTop = this.box.scrollHeight;
  }

  add(lines, last) {
    this.dataset.last = last;
    const list = this.querySelector("ol");
    if (!list || !lines) return;
    const follows = this.box.scrollHeight - this.box.scrollTop - this.box.clientHeight < 40;
    list.insertAdjacentHTML("beforeend", lines);
    this.querySelector("ol + p")?.remove();
    while (list.childElementCount > this.constructor.linesMax) list.firstElementChild.remove();
    if (follows) this.box.scrollTop = this.box.scrollHeight;
  }
});
