// Several days by the keyboard, as dragging does it by the mouse: Shift and an arrow mark days, Enter books them as one.

import { clock, rangeOf, refusal } from "./week-drag.js";

/** Returns { extend(cell, event) }, true when the key belonged to a range. */
export function watchRange({ current, whenChosen, whenRefused, announce }) {
  let range = null;

  document.addEventListener("focusin", (event) => {
    if (range && event.target.closest?.("[data-room]") !== rowOf(range)) drop();
  });

  function extend(cell, event) {
    if (event.altKey || event.metaKey || event.ctrlKey || !current().dataset.add) return false;
    if (event.shiftKey && (event.key === "ArrowRight" || event.key === "ArrowLeft")) {
      mark(cell, event.key === "ArrowRight" ? 1 : -1);
      return true;
    }
    if (!range) return false;
    if (event.key === "Enter" && range.last !== range.first) {
      const [row, days] = [rowOf(range), ends(range)];
      const chosen = rangeOf(row, ...days);
      drop();
      if (chosen?.isFree) whenChosen(chosen.room, chosen.from, chosen.to, cell);
      else whenRefused(why(row, chosen));
      return true;
    }
    if (event.key !== "Shift") drop();
    return event.key === "Escape";
  }

  function mark(cell, by) {
    const row = cell.closest("[data-room]");
    const day = Number(cell.closest("[data-from]").dataset.from) - 1;
    if (!range || range.room !== row.dataset.room) range = { room: row.dataset.room, first: day, last: day };
    range.last = Math.min(row.querySelectorAll(".wk-cell").length - 1, Math.max(0, range.last + by));
    paint();
    const chosen = rangeOf(row, ...ends(range));
    const timeline = current();
    if (!chosen?.isFree) return announce(why(row, chosen));
    const [start, end] = [clock(timeline, chosen.from, true), clock(timeline, chosen.to, true)];
    const words = timeline.dataset.chosenText.replace("{room}", row.dataset.name);
    announce(words.replace("{start}", start).replace("{end}", end));
  }

  function drop() {
    range = null;
    paint();
  }

  function paint() {
    for (const one of current().querySelectorAll(".is-picked")) one.classList.remove("is-picked", "is-refused");
    if (!range) return;
    const row = rowOf(range);
    const [first, last] = ends(range);
    const isFree = rangeOf(row, first, last)?.isFree;
    for (const day of [...row.querySelectorAll(".wk-cell")].slice(first, last + 1)) {
      day.classList.add("is-picked");
      day.classList.toggle("is-refused", !isFree);
    }
  }

  const why = (row, chosen) => refusal(current(), row, (chosen?.from ?? 0) / 60_000, (chosen?.to ?? 0) / 60_000);
  const rowOf = (one) => current().querySelector(`[data-room="${one.room}"]`);
  const ends = ({ first, last }) => [Math.min(first, last), Math.max(first, last)];

  return { extend, repaint: paint };
}
