// <signed-out>: asks whether the session is still there when somebody comes back to a page with a form or
// goes on to another field of it, and when a stream was lost; says so where it is not. What is typed stays.
// Once somebody has signed in again elsewhere, the forms of the page are theirs as before.
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
    if (!answer) return;
    const isOut = answer.type === "opaqueredirect";
    if (!isOut && !this.hidden) await this.renew();
    this.hidden = !isOut;
  }
  // The code of a form is of one session; another person's is not taken.
  async renew() {
    const text = await fetch(location, { headers: { Accept: "text/html" } }).then(page => page.text()).catch(() => "");
    const fresh = new DOMParser().parseFromString(text, "text/html");
    const whose = page => page.querySelector("summary:has(.face)")?.getAttribute("aria-label");
    const code = fresh.querySelector("input[name=csrf]")?.value;
    if (!code || whose(fresh) !== whose(document)) return;
    for (const one of document.querySelectorAll("input[name=csrf]")) one.value = code;
  }
});
