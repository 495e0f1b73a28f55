// A form that was sent is not sent again by a second click while its answer is on the way. Without JavaScript
// a thing that was made twice is taken away again.
let sent = new WeakMap();
document.addEventListener("submit", event => {
  const form = event.target, now = Date.now();
  if (form.method !== "post" || event.defaultPrevented) return;
  if (now - sent.get(form) < 10_000) event.preventDefault();
  else sent.set(form, now);
});
// As when the browser shows a page anew that it has kept.
addEventListener("pageshow", () => { sent = new WeakMap() });
