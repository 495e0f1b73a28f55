// <signed-out>: asks whether the session is still there when somebody comes back to a page with a form or
// goes on to another field of it, and when a stream was lost; says so where it is not. What is typed stays.
// Without JavaScript a form that is sent too late leads to the sign-in page, and is shown again after it.
customElements.define("signed-out", class extends HTMLElement {
  asked = Date.now();

  connectedCallback() {
    const come = () => document.querySelector("main form[method=post]") && this.ask(30_000);
    addEventListener("focus", come);
    document.addEventListener("focusin", come);
    document.addEventListener("streamlost", () => this.ask(0));
  }
  async ask(pause) {
    if (document.hidden || this.hidden && Date.now() - this.asked < pause) return;
    this.asked = Date.now();
    // As a page, so that it leads to where one signs in; a hub that is away says nothing of the session.
    const answer = await fetch(this.dataset.source, { headers: { Accept: "text/html" }, redirect: "manual" })
      .catch(() => null);
    if (answer) this.hidden = answer.type !== "opaqueredirect";
  }
});
