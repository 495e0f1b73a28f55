// <brief-toast>: goes after a while, unless somebody is reading it. Without JavaScript it goes with
// the page.
customElements.define("brief-toast", class extends HTMLElement {
  connectedCallback() {
    const leave = () => this.matches(":hover") ? setTimeout(leave, 2000) : this.remove();
    setTimeout(leave, 6000);
  }
});
