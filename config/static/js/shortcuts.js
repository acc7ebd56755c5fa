// "/" goes to the search or the filter of the page, or to the window that finds a page; "?" opens the keys.
// Both can be switched off in the profile (WCAG 2.1.4); their buttons stay.

const help = document.getElementById("help-dialog");
const find = document.getElementById("find-dialog");
const SEARCHES = ["[data-search]", "main input[type=search]", "main .filters :is(input:not([type=hidden]), select)"];
const WRITTEN_IN = "input:not([type=checkbox], [type=radio], [type=button], [type=submit]), select, textarea, [contenteditable]";

for (const button of document.querySelectorAll("[data-help], [data-find]")) button.hidden = false;

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-help]")) help?.showModal();
  else if (event.target.closest("[data-find]")) openFind();
});

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || document.body.dataset.shortcuts !== "1") return;
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  if (event.target.closest?.(WRITTEN_IN)) return;
  if (event.key === "/") search(event);
  else if (event.key === "?" && help) {
    event.preventDefault();
    help.showModal();
  }
});

function search(event) {
  const field = SEARCHES.flatMap((one) => [...document.querySelectorAll(one)]).find((one) => one.checkVisibility());
  if (!field && !find) return;
  event.preventDefault();
  if (!field) return openFind();
  field.focus();
  field.select?.();
}

// --- The window that finds a page

const box = find?.querySelector("input");
const entries = find ? [...find.querySelectorAll("li")] : [];

function openFind() {
  if (!find) return;
  box.value = "";
  narrow();
  find.showModal();
  box.focus();
}

function narrow() {
  const words = box.value.trim().toLocaleLowerCase();
  for (const entry of entries) {
    const link = entry.querySelector("a");
    if (link.dataset.searches) {
      entry.hidden = !words;
      link.href = `${link.dataset.searches}?${new URLSearchParams({ q: box.value.trim() })}`;
      link.querySelector("[data-words]").textContent = box.value.trim();
    } else {
      entry.hidden = !link.textContent.toLocaleLowerCase().includes(words);
    }
  }
}

box?.addEventListener("input", narrow);
box?.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" && event.key !== "ArrowDown") return;
  event.preventDefault();
  const first = entries.find((entry) => !entry.hidden)?.querySelector("a");
  if (event.key === "Enter") first?.click();
  else first?.focus();
});
