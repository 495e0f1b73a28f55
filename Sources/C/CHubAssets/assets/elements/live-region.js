// <live-region>: keeps its part of the page fresh over one stream of events, and the counts in the
// frame. What is the same stays where it is, with focus and what was typed; a tab that is not seen
// has no stream. A stream ends now and then and is asked for again; one that does not come back is told.
customElements.define("live-region", class extends HTMLElement {
  connectedCallback() {
    this.watch = () => document.hidden ? this.close() : this.open();
    document.addEventListener("visibilitychange", this.watch);
    this.watch();
  }
  disconnectedCallback() {
    document.removeEventListener("visibilitychange", this.watch);
    this.found();
    this.close();
  }
  open() {
    if (this.stream) return;
    const log = document.querySelector("run-log");
    const url = new URL(this.dataset.source, location);
    if (log) url.searchParams.set("after", log.dataset.last);
    this.stream = new EventSource(url);
    this.stream.addEventListener("more", event => log?.add(event.data, event.lastEventId));
    this.stream.addEventListener("counts", event => [...this.parse(event).children].forEach(node => {
      const there = document.getElementById(node.id);
      if (there) this.same(there, node);
    }));
    this.stream.onmessage = event => this.match(this, this.parse(event));
    this.stream.onopen = () => this.found();
    this.stream.onerror = () => {
      this.lost ??= setTimeout(() => this.tell(new Date()), 10_000);
      if (this.stream?.readyState !== EventSource.CLOSED) return;
      document.dispatchEvent(new Event("streamlost"));
      this.close();
      setTimeout(() => this.isConnected && !document.hidden && this.open(), 10_000);
    };
  }
  close() { this.stream?.close(); this.stream = null }
  tell(since) {
    if (document.hidden || document.querySelector("signed-out:not([hidden])")) return;
    const time = since.toLocaleTimeString(this.closest("[lang]")?.lang, { hour: "2-digit", minute: "2-digit", hour12: false });
    this.note = document.createElement("p");
    this.note.className = "lost";
    this.note.setAttribute("role", "status");
    this.before(this.note);
    this.note.textContent = this.dataset.lost.replace("…", time);
  }
  found() { clearTimeout(this.lost); this.lost = null; this.note?.remove(); this.note = null }

  parse(event) {
    const fresh = document.createElement("template");
    fresh.innerHTML = event.data;
    return fresh.content;
  }
  match(old, fresh) {
    const before = [...old.childNodes], after = [...fresh.childNodes];
    after.forEach((node, index) => {
      const there = before[index];
      if (!there) old.append(node);
      else if (there.nodeName !== node.nodeName || there.id !== node.id) there.replaceWith(node);
      else if (node.nodeType !== 1) { if (there.data !== node.data) there.data = node.data }
      else if (there.localName !== "relative-time") this.same(there, node);
      else this.time(there, node);
    });
    before.slice(after.length).forEach(node => node.remove());
  }
  same(there, node) {
    for (const { name } of [...there.attributes])
      if (!node.hasAttribute(name) && !["open", "hidden"].includes(name)) there.removeAttribute(name);
    for (const { name, value } of node.attributes)
      if (there.getAttribute(name) !== value && name !== "hidden") there.setAttribute(name, value);
    this.match(there, node);
  }
  // Its words are made here; only another moment changes them.
  time(there, node) {
    const [old, fresh] = [there, node].map(one => one.querySelector("time"));
    if (!old || !fresh || old.dateTime !== fresh.dateTime) there.replaceWith(node);
  }
});
