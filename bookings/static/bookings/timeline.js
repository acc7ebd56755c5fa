// The timeline page: dragging, keys, the booking dialog, and a redraw whenever something changes at the site.

import { formDialog } from "./dialog.js";
import { watchDrag as watchDayDrag } from "./timeline-drag.js";
import { find, firstFree, focus, place, rove, walk } from "./timeline-keys.js";
import { proposalAt, watchDrag as watchWeekDrag } from "./week-drag.js";
import { watchRange } from "./week-range.js";
import { watch } from "/static/live.js";

const KEPT = "timeline-place";
const FREE = ":is([data-free], [data-free-cell]) > a[data-cell]:not(.tl-block)";
const current = () => document.getElementById("timeline");
const isWeek = "week" in current().dataset;
let isStale = false;
let isFetching = false;

const dragging = { current, whenChosen: book, whenRefused: (why) => announce(why ?? current().dataset.takenText) };
const drag = isWeek ? watchWeekDrag(dragging) : watchDayDrag(dragging);
const range = isWeek ? watchRange({ ...dragging, announce }) : null;

function book(room, from, to, opener) {
  const query = new URLSearchParams({ room, starts_at: from.toISOString(), ends_at: to.toISOString() });
  booking.open(`${current().dataset.add}?${query}`, remembered(opener));
}

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
    // A click of the keyboard has no place in the day: the link itself proposes a time.
    const pointed = isWeek && event.detail > 0 && link.matches(".wk-slot") ? proposalAt(link, event.clientX) : null;
    if (link.matches("[data-new]")) bookNext(link);
    else if (pointed) book(pointed.room, pointed.from, pointed.to, link);
    else booking.open(link.href, remembered(link));
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
  if (cell && range?.extend(cell, event)) event.preventDefault();
  else if (cell && walk(timeline, event)) event.preventDefault();
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
  document.querySelector(event.key === "PageUp" ? "[data-previous]" : "[data-next]").click();
}

function shortcut(event) {
  if (document.body.dataset.shortcuts !== "1" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, select, textarea, [contenteditable]")) return;
  if (event.key.toLowerCase() === "n" && current().dataset.add) {
    event.preventDefault();
    bookNext(document.activeElement?.closest?.("#timeline [data-cell]"));
  }
}

// From the cell that has the focus, else the first free time in sight; the plain form where nothing is free.
function bookNext(from) {
  const cell = from?.matches("[data-cell]") ? from : null;
  const free = (cell && firstFree(cell)) ?? visible(FREE) ?? visible(".tl-list [data-dialog]");
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
  const was = timeline.querySelector(".tl-scroll");
  const [left, top] = [was?.scrollLeft ?? 0, was?.scrollTop ?? 0];
  timeline.replaceWith(document.adoptNode(fresh));
  const scroll = fresh.querySelector(".tl-scroll");
  scroll?.scrollTo(left, top);
  const cell = find(fresh, where);
  rove(fresh, cell);
  if (cell) cell.focus({ preventScroll: true });
  else if (focusedId) document.getElementById(focusedId)?.focus({ preventScroll: true });
  range?.repaint();
  moveNow();
}

document.addEventListener("timeline:idle", () => isStale && refresh());

function moveNow() {
  for (const line of current().querySelectorAll(".wk-now")) {
    const { start, end } = line.parentElement.dataset;
    line.style.gridColumn = "2 / -1";
    line.style.left = `${((Date.now() / 60_000 - start) / (end - start)) * 100}%`;
  }
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
moveNow();
setInterval(moveNow, 30_000);

const topics = current().dataset.topics.split(" ").filter(Boolean);
// The first state comes too: between the page and the socket something may have changed.
for (const topic of topics) watch(topic, refresh);
if (!topics.length) setInterval(() => document.hidden || refresh(), 30_000);
