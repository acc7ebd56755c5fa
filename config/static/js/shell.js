import "./private.js";
import "./day.js";

// Menus close on Escape and on a click beside them, and a row of tabs that is wider than the screen shows the one that
// is open; everything else of the shell works without this file.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    const inside = menu.contains(document.activeElement);
    menu.open = false;
    if (inside) menu.querySelector("summary").focus();
  }
});

for (const tab of document.querySelectorAll(".tabs > [aria-current]")) {
  const [place, row] = [tab.getBoundingClientRect(), tab.parentElement.getBoundingClientRect()];
  tab.parentElement.scrollLeft += place.left + place.width / 2 - row.left - row.width / 2;
}
