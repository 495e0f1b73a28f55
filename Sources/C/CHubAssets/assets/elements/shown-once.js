// <shown-once>: the page that answers a form with a secret takes an address of its own, so that a reload and
// the way back ask for the page without it. Without JavaScript the browser asks before it sends it again.
customElements.define("shown-once", class extends HTMLElement {
  connectedCallback() { history.replaceState(null, "", this.dataset.instead) }
});
