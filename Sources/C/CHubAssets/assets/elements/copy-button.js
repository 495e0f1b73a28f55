// <copy-button>: copies the text it holds. Its button is shown only where it works; without
// JavaScript the text is marked and copied by hand.
customElements.define("copy-button", class extends HTMLElement {
  connectedCallback() {
    const button = this.querySelector("button");
    const text = this.querySelector("[data-copied]");
    if (!button || !text || !navigator.clipboard) return;
    const face = button.lastElementChild;
    const words = face.textContent;
    button.hidden = false;
    button.onclick = async () => {
      await navigator.clipboard.writeText(text.textContent);
      face.textContent = button.dataset.done;
      setTimeout(() => face.textContent = words, 2000);
    };
  }
});
