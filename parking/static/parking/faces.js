// Draws the published numbers of a car park or an area into the elements that show them.

const NOTHING = "---";
export const words = JSON.parse(document.getElementById("parking-words")?.textContent ?? "{}");

/** What stands there: the number, the word for it, and how much of the bar is taken. */
export function drawFace(element, face) {
  setText(element.querySelector("[data-text]"), face.free === null ? NOTHING : String(face.free));
  setText(element.querySelector("[data-total]"), String(face.total));
  const held = element.querySelector("[data-held]");
  if (held) {
    held.hidden = !face.held;
    setText(held, words.held.replace("{n}", face.held ?? 0));
  }
  const chip = element.querySelector("[data-chip]");
  chip.className = `chip ${words[`chip_${face.fullness}`]}`;
  setText(chip, words[`fullness_${face.fullness}`]);
  const bar = element.querySelector("[data-bar]");
  bar.setAttribute("class", `bar ${words[`chip_${face.fullness}`]}`);
  const percent = face.free === null || !face.total ? 0 : 100 - Math.floor((face.free * 100) / face.total);
  bar.querySelector(".bar-taken").setAttribute("width", String(percent));
}

/** Nobody was heard for too long: a stale number is worse than none. */
export function blank(element) {
  const total = Number(element.querySelector("[data-total]").textContent);
  drawFace(element, { free: null, total, fullness: "unknown" });
}

export function setText(element, text) {
  if (element && element.textContent.trim() !== text) element.textContent = text;
}
