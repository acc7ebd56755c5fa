// The timeline page: dragging, keys, the booking dialog, and a redraw whenever something changes at the site.

import { formDialog } from "./dialog.js";
import { watchDrag } from "./timeline-drag.js";
import { find, firstFree, focus, place, rove, walk } from "./timeline-keys.js";
import { watch } from "/static/live.js";

const KEPT = "timeline-place";
const current = () => document.getElementById("timeline");
const help = document.getElementById("help-dialog");
let isStale = false;
let isFetching = false;

const drag = watchDrag({
  current,
  whenChosen: (room, from, to, slot) => {
    const query = new URLSearchParams({ room, starts_at: from.toISOString(), ends_at: to.toISOString() });
    booking.open(`${current().dataset.add}?${query}`, remembered(slot));
  },
  whenRefused: () => announce(current().dataset.takenText),
});

const booking = formDialog(document.getElementById("booking-dialog"), {
  whenClosed: giveBack,
  whenDone: (message) => {
    tell(message);
    refresh();
  },
});

function remembered(element) {
  const cell = element.closest("[data-cell]");
  if (!cell) return { element };
  return { id: cell.id, room: cell.closest("[data-room]").dataset.room, at: Number(cell.closest("[data-from]").dataset.from) };
}

function giveBack(opener) {
  if (!opener) return;
  const element = opener.element ?? find(current(), opener);
  if (element?.isConnected && element.matches("[data-cell]")) focus(current(), element);
  else if (element?.isConnected) element.focus();
  else if (opener.element?.id) document.getElementById(opener.element.id)?.focus();
}

// --- Opening

document.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  const link = event.target.closest("a[data-dialog], a[data-new]");
  if (link) {
    event.preventDefault();
    if (link.matches("[data-new]")) bookNext(link);
    else booking.open(link.href, remembered(link));
  } else if (event.target.closest("[data-help]")) {
    help.showModal();
  }
});

document.addEventListener("dragstart", (event) => {
  if (event.target.closest?.("#timeline")) event.preventDefault();
});

// --- Keys

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || document.querySelector("dialog[open]")) return;
  const timeline = current();
  const cell = event.target.closest?.("#timeline [data-cell]");
  if (cell && walk(timeline, event)) event.preventDefault();
  else if (cell && event.key === "Enter" && !cell.matches("a")) propose(cell, event);
  else if (cell && (event.key === "PageUp" || event.key === "PageDown")) turn(event);
  else shortcut(event);
});

document.addEventListener("focusin", (event) => {
  const cell = event.target.closest?.("#timeline [data-cell]");
  if (cell) rove(current(), cell);
});

function propose(cell, event) {
  event.preventDefault();
  const free = firstFree(cell);
  if (free) booking.open(free.href, remembered(cell));
  else announce(current().dataset.noneText);
}

function turn(event) {
  event.preventDefault();
  sessionStorage.setItem(KEPT, JSON.stringify(place(current())));
  document.querySelector(event.key === "PageUp" ? "[data-previous-day]" : "[data-next-day]").click();
}

function shortcut(event) {
  if (current().dataset.shortcuts !== "1" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, select, textarea, [contenteditable]")) return;
  if (event.key === "?") {
    event.preventDefault();
    help.showModal();
  } else if (event.key.toLowerCase() === "n" && current().dataset.add) {
    event.preventDefault();
    bookNext(document.activeElement?.closest?.("#timeline [data-cell]"));
  }
}

// From the cell that has the focus, else the first free time in sight; the plain form where nothing is free.
function bookNext(from) {
  const cell = from?.matches("[data-cell]") ? from : null;
  const free = (cell && firstFree(cell)) ?? visible("[data-free] [data-cell]") ?? visible(".tl-list [data-dialog]");
  const link = free ?? document.querySelector("[data-new]");
  if (link) booking.open(link.href, remembered(from ?? link));
}

function visible(selector) {
  return [...current().querySelectorAll(selector)].find((one) => one.checkVisibility()) ?? null;
}

// --- Redrawing

async function refresh() {
  // A redraw under a drag would tear the row away from the pointer; it comes right after.
  if (isFetching || drag.isDragging()) {
    isStale = true;
    return;
  }
  isFetching = true;
  isStale = false;
  try {
    const answer = await fetch(location.href, { headers: { "HX-Request": "true" }, credentials: "same-origin" });
    if (answer.ok && !answer.redirected) redraw(await answer.text());
  } catch {
    // No connection: the live mark says so, and the next state asks again.
  } finally {
    isFetching = false;
  }
  if (isStale) refresh();
}

function redraw(html) {
  if (drag.isDragging()) {
    isStale = true;
    return;
  }
  const timeline = current();
  const fresh = new DOMParser().parseFromString(html, "text/html").getElementById("timeline");
  if (!fresh || fresh.outerHTML === drawn) return;
  drawn = fresh.outerHTML;
  const where = place(timeline);
  const focusedId = timeline.contains(document.activeElement) ? document.activeElement.id : null;
  const left = timeline.querySelector(".tl-scroll")?.scrollLeft;
  timeline.replaceWith(document.adoptNode(fresh));
  const scroll = fresh.querySelector(".tl-scroll");
  if (scroll && left !== undefined) scroll.scrollLeft = left;
  const cell = find(fresh, where);
  rove(fresh, cell);
  if (cell) cell.focus({ preventScroll: true });
  else if (focusedId) document.getElementById(focusedId)?.focus({ preventScroll: true });
  moveNow();
}

document.addEventListener("timeline:idle", () => isStale && refresh());

function moveNow() {
  const line = current().querySelector("[data-now]");
  if (!line) return;
  const quarters = (Date.now() - Date.parse(current().dataset.startsAt)) / (15 * 60_000);
  const track = Math.floor(quarters);
  line.style.gridColumn = `${track + 2} / span 1`;
  line.style.transform = `translateX(${(quarters - track) * 24}px)`;
}

// --- Telling

function announce(text) {
  const place = document.querySelector("[data-announcer]");
  place.textContent = "";
  requestAnimationFrame(() => (place.textContent = text));
}

function tell(text) {
  const notice = document.createElement("div");
  notice.className = "notice success";
  notice.textContent = text;
  document.querySelector(".messages").replaceChildren(notice);
}

// --- Beginning

let drawn = current().outerHTML;
const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
sessionStorage.removeItem(KEPT);
const start = kept && (find(current(), { ...kept, id: "none" }) ?? null);
rove(current(), start);
if (start) focus(current(), start);
const scroll = current().querySelector(".tl-scroll");
const line = current().querySelector("[data-now]");
if (scroll && line) scroll.scrollLeft = Math.max(0, line.offsetLeft - scroll.clientWidth / 3);
for (const button of document.querySelectorAll("[data-help]")) button.hidden = false;
moveNow();
setInterval(moveNow, 30_000);

const topic = current().dataset.topic;
// The first state comes too: between the page and the socket something may have changed.
if (topic) watch(topic, refresh);
else setInterval(() => document.hidden || refresh(), 30_000);
