// The page of a car park: numbers from the live state; why they are so, sensors and names travel with the page alone.
import { showAlarms } from "../js/alarms.js";
import { watch } from "../live.js";
import { blank, drawFace, setText, words } from "./faces.js";

const REFRESH_EVERY = 15_000;
const SPEAK_AFTER = 3_000;
const page = document.querySelector("[data-park]");
const whole = page.querySelector("[data-whole]");
const areas = [...page.querySelectorAll("[data-area]")];
const spoken = page.querySelector("[data-spoken]");
let last = null;

function draw(state) {
  drawFace(whole, state);
  const bySlug = new Map(state.areas.map((area) => [area.slug, area]));
  for (const element of areas) {
    const face = bySlug.get(element.dataset.area);
    if (face) drawFace(element, face);
  }
  showAlarms(page, state);
}

function changed(state, { epoch, seq }) {
  const isFirst = last === null;
  last = state;
  Object.assign(whole.dataset, { epoch, seq });
  draw(state);
  if (isFirst) return;
  speak(state);
  refresh(400);
}

let saying;
function speak(state) {
  // One sentence once the dust has settled, not one for every car.
  clearTimeout(saying);
  saying = setTimeout(() => {
    const counted = words.free_of.replace("{free}", state.free).replace("{total}", state.total);
    setText(spoken, state.free === null ? words.fullness_unknown : counted);
  }, SPEAK_AFTER);
}

let waiting;
function refresh(after) {
  clearTimeout(waiting);
  waiting = setTimeout(() => {
    const details = document.getElementById("park-details");
    if (document.hidden || details.contains(document.activeElement)) return;
    htmx.ajax("GET", location.pathname, { target: "#park-details", select: "#park-details", swap: "outerHTML" });
  }, after + Math.random() * 400);
}

// How long ago: from the server's moment and the time this page has stood since, so that a wrong clock does not matter.
let serverNow = Date.parse(page.dataset.now);
let shownAt = performance.now();
document.addEventListener("htmx:afterSwap", () => {
  serverNow = Date.parse(document.getElementById("park-details").dataset.now);
  shownAt = performance.now();
});

function tick() {
  const now = serverNow + performance.now() - shownAt;
  for (const time of page.querySelectorAll("[data-ago]")) {
    const seconds = Math.max(0, Math.floor((now - Date.parse(time.dateTime)) / 1_000));
    const [word, unit] =
      seconds < 120 ? ["seconds", 1] : seconds < 7_200 ? ["minutes", 60] : seconds < 172_800 ? ["hours", 3_600] : ["days", 86_400];
    setText(time, words[word].replace("{n}", Math.floor(seconds / unit)));
  }
}

setInterval(tick, 1_000);
setInterval(() => refresh(0), REFRESH_EVERY);
watch(`car-park.${page.dataset.park}`, changed, {
  onMark: (mark) => {
    if (mark === "stale") [whole, ...areas].forEach(blank);
    else if (last) draw(last);
  },
});
