// How many people are inside a house, live; without a connection the figure makes way for a dash.
import { watch } from "../live.js";

for (const part of document.querySelectorAll("[data-people]")) {
  const figure = part.querySelector("[data-people-count]");
  let last = figure.textContent;
  const draw = (text) => {
    if (figure.textContent !== text) figure.textContent = text;
  };
  watch(`people.${part.dataset.people}`, (state) => draw((last = String(state.in_building))), {
    onMark: (mark) => draw(mark === "stale" ? "–" : last),
  });
}
