// The start page keeps itself right: chips and figures from the live state, the meetings of a desk by fetching its part anew.
import { watch } from "../live.js";
import { showAlarms } from "./alarms.js";
import { wallText } from "./clock.js";

const words = document.querySelector("[data-start]").dataset;
const clockTime = wallText(document.documentElement.lang || "nl", document.body.dataset.timeZone);

for (const part of document.querySelectorAll("[data-topic]")) {
  const selector = part.id ? `#${CSS.escape(part.id)}` : null;
  let isFirst = true;
  watch(part.dataset.topic, (state) => {
    // The part may have been swapped since.
    const here = selector ? document.querySelector(selector) : part;
    if (!here) return;
    show(here, state);
    if (!isFirst && here.hasAttribute("data-refresh")) refresh(selector);
    isFirst = false;
  });
}

function show(part, state) {
  for (const room of state.rooms) {
    const card = part.querySelector(`[data-room="${room.id}"]`);
    if (!card) continue;
    const chip = card.querySelector(".chip");
    const word = words[`word${room.now[0].toUpperCase()}${room.now.slice(1)}`];
    chip.className = `chip ${room.now}`;
    if (chip.textContent.trim() !== word) chip.textContent = word;
    const until = room.until && room.now !== "closed" ? words.wordUntil.replace("{time}", clockTime(room.until)) : "";
    card.querySelector("[data-until]").textContent = until;
  }
  showAlarms(part, state);
  for (const count of part.querySelectorAll("[data-count]")) count.textContent = state[count.dataset.count];
}

const waiting = new Map();

function refresh(selector) {
  // Several changes in a breath ask the server once.
  clearTimeout(waiting.get(selector));
  waiting.set(
    selector,
    setTimeout(() => htmx.ajax("GET", location.pathname, { target: selector, select: selector, swap: "outerHTML" }), 400),
  );
}
