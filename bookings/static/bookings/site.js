// The page of a site: keeps words, figures and filter in step with the live state of all its rooms.
import { showAlarms } from "../js/alarms.js";
import { wallText } from "../js/clock.js";
import { watch } from "../live.js";

const page = document.querySelector("[data-site]");
const words = JSON.parse(document.getElementById("site-words").textContent);
const wallClock = wallText(document.documentElement.lang || "nl", page.dataset.zone);
const rooms = [...page.querySelectorAll("[data-room]")];
const sieve = page.querySelector("[data-sieve]");
const spoken = page.querySelector("[data-spoken]");
const SPEAK_AFTER = 3_000;

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (all, key) => values[key] ?? all);
const setText = (element, text) => {
  if (element.textContent !== text) element.textContent = text;
};

function untilText(room) {
  if (!room.until) return room.now === "free" ? words.open_end : "";
  return fill(room.now === "closed" ? words.opens : words.until, { time: wallClock(room.until) });
}

function drawRoom(element, room) {
  const now = room?.now ?? "blocked";
  element.dataset.now = now;
  const chip = element.querySelector("[data-chip]");
  chip.className = `chip ${now}`;
  setText(chip, words[now]);
  setText(element.querySelector("[data-until]"), room ? untilText(room) : "");
  const book = element.querySelector("[data-book]");
  if (book) book.hidden = !["free", "soon"].includes(now);
}

function draw(state) {
  const byId = new Map(state.rooms.map((room) => [String(room.id), room]));
  for (const element of rooms) drawRoom(element, byId.get(element.dataset.room));
  for (const tile of page.querySelectorAll("[data-count]")) {
    setText(tile, String(rooms.filter((element) => element.dataset.now === tile.dataset.count).length));
  }
  showAlarms(page, state);
  const mode = page.querySelector("[data-mode-word]");
  if (mode) setText(mode, words[`mode_${state.mode}`]);
  const free = rooms.filter((element) => ["free", "soon"].includes(element.dataset.now)).length;
  const summary = fill(words.rooms_free, { free, total: rooms.length });
  setText(page.querySelector("[data-summary]"), summary);
  speak(summary);
  strain();
  refreshToday();
}

let asking;
function refreshToday() {
  // Names are for the desk alone and travel with the page, never with the live state. Spread, and once for many changes.
  clearTimeout(asking);
  asking = setTimeout(async () => {
    const shown = page.querySelector("[data-today]");
    if (!shown || shown.contains(document.activeElement)) return;
    try {
      const answer = await fetch(location.pathname, { credentials: "same-origin", cache: "no-store" });
      if (!answer.ok) return;
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-today]");
      if (!fresh) return;
      const scrolled = shown.querySelector(".site-meetings")?.scrollTop ?? 0;
      fresh.querySelector("details")?.toggleAttribute("open", Boolean(shown.querySelector("details[open]")));
      shown.replaceWith(fresh);
      fresh.querySelector(".site-meetings")?.scrollTo(0, scrolled);
    } catch {
      // The live mark already says that nobody answers.
    }
  }, 300 + Math.random() * 700);
}

let saying;
function speak(text) {
  // One sentence once the dust has settled, not one for every room that changes.
  clearTimeout(saying);
  saying = setTimeout(() => setText(spoken, text), SPEAK_AFTER);
}

function strain() {
  const asked = new FormData(sieve);
  const text = asked.get("q").trim().toLowerCase();
  const seats = Number(asked.get("seats")) || 0;
  const onlyFree = asked.get("free") === "1";
  for (const element of rooms) {
    const fits = (!onlyFree || ["free", "soon"].includes(element.dataset.now)) &&
      Number(element.dataset.seats) >= seats && element.dataset.text.includes(text);
    // What has the focus stays, or a keyboard would fall out of the list.
    element.hidden = !fits && !element.contains(document.activeElement);
  }
  for (const storey of page.querySelectorAll("[data-storey]")) {
    storey.hidden = ![...storey.querySelectorAll("[data-room]")].some((element) => !element.hidden);
  }
  page.querySelector("[data-nothing]").hidden = !rooms.length || rooms.some((element) => !element.hidden);
}

sieve.addEventListener("input", strain);
sieve.addEventListener("submit", (event) => {
  event.preventDefault();
  strain();
});
sieve.querySelector("[data-submit]").hidden = true;
strain();
watch(page.dataset.topic, draw);

// What sensors tell is for those who work here; a room that is not in the state has none any more.
const differing = page.querySelector("[data-differing]");
if (differing) watch(differing.dataset.differing, drawUse);

function drawUse(state) {
  for (const count of differing.querySelectorAll("[data-remarks]")) setText(count, String(state[count.dataset.remarks]));
  const byId = new Map(state.rooms.map((room) => [String(room.id), room]));
  for (const element of rooms) {
    const line = element.querySelector("[data-use]");
    if (!line) continue;
    const room = byId.get(element.dataset.room);
    line.dataset.remark = room?.remark ?? "";
    setText(line, useText(room));
  }
}

function useText(room) {
  if (!room?.since) return words.use_unknown;
  let key = room.remark ?? `use_${room.use}`;
  if (room.people && key === "use_used") key = "use_people";
  if (room.people && key === "used_unbooked") key = "used_unbooked_people";
  return fill(words[key], { time: wallClock(room.since), people: room.people });
}
