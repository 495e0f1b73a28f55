// <setup-code>: takes the one-time code from the link's fragment, which never leaves the browser by
// itself, into the field; the person sends it with a click. The link may also be pasted where the page
// is open already. Without JavaScript the code is pasted.
customElements.define("setup-code", class extends HTMLElement {
  connectedCallback() {
    addEventListener("hashchange", this.take = () => {
      const code = location.hash.slice(1);
      const field = this.querySelector("input");
      if (!code || !field) return;
      field.value = code;
      this.hidden = true;
      history.replaceState(null, "", location.pathname + location.search);
    });
    this.take();
  }
  disconnectedCallback() { removeEventListener("hashchange", this.take) }
});
