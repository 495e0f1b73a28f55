// Keys: "/" goes to the search, Escape closes what is unfolded and gives the focus back.
document.addEventListener("keydown", event => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const writes = event.target.closest?.("input, textarea, select");
  const find = document.querySelector(".top input[type=search]");
  if (event.key === "/" && !writes && find) { event.preventDefault(); find.focus() }
  if (event.key === "Escape") {
    const menu = document.activeElement?.closest("details.menu[open]");
    if (menu) { menu.open = false; menu.querySelector("summary").focus() }
  }
});
document.addEventListener("click", event => {
  for (const menu of document.querySelectorAll("details.menu[open]"))
    if (!menu.contains(event.target)) menu.open = false;
});
