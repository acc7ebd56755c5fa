// A recount on a phone: a tally, the moment of the last press, and a count that survives a garage without reception.
const page = document.querySelector("[data-recount]");
const words = JSON.parse(document.getElementById("recount-words").textContent);
const KEPT = `ruimte-recounts:${location.pathname}`;
const TALLIES = `ruimte-tallies:${location.pathname}`;
const AGAIN_EVERY = 5_000;
// How far the server's clock is ahead of the phone's: what counts is the server's.
const ahead = Number(page.dataset.nowMs) - Date.now();
const clock = new Intl.DateTimeFormat(document.documentElement.lang || "nl", {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
  timeZone: document.body.dataset.timeZone,
});
const forms = [...page.querySelectorAll("[data-count-form]")];

function read(store, key, none) {
  try {
    return JSON.parse(store.getItem(key)) ?? none;
  } catch {
    return none;
  }
}

function tally(area, value) {
  const tallies = read(sessionStorage, TALLIES, {});
  if (value) tallies[area] = value;
  else delete tallies[area];
  sessionStorage.setItem(TALLIES, JSON.stringify(tallies));
}

for (const form of forms) {
  const number = form.elements.value;
  const area = form.elements.area.value;
  number.value ||= read(sessionStorage, TALLIES, {})[area] ?? "";
  number.addEventListener("input", () => tally(area, number.value));
  for (const step of form.querySelectorAll("[data-step]")) {
    step.hidden = false;
    step.addEventListener("click", () => {
      number.value = Math.max(0, (Number(number.value) || 0) + Number(step.dataset.step));
      tally(area, number.value);
    });
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const button = form.querySelector(".tally-done");
    if (button.disabled) return;
    button.disabled = true;
    // The same moment however often it is sent: by that the server knows it again.
    const moment = Date.now() + ahead;
    const count = { area, value: number.value, reason: form.elements.reason.value, counted_at: String(moment) };
    localStorage.setItem(KEPT, JSON.stringify([...read(localStorage, KEPT, []), count]));
    tally(area, "");
    say(form, words.counted, moment);
    send();
  });
}

let isSending = false;

async function send() {
  if (isSending) return;
  isSending = true;
  try {
    let kept = read(localStorage, KEPT, []);
    while (kept.length && (await sent(kept[0]))) kept = read(localStorage, KEPT, []);
  } finally {
    isSending = false;
  }
}

// Whether the next one may be sent.
async function sent(count) {
  const form = forms.find((one) => one.elements.area.value === count.area);
  let answer;
  try {
    answer = await fetch(location.pathname, {
      method: "POST",
      body: new URLSearchParams({ ...count, csrfmiddlewaretoken: page.querySelector("[name=csrfmiddlewaretoken]").value }),
      credentials: "same-origin",
      signal: AbortSignal.timeout(15_000),
    });
  } catch {
    sayAllKept();
    return false;
  }
  if (answer.status >= 500 || answer.status === 429) {
    sayAllKept();
    return false;
  }
  localStorage.setItem(KEPT, JSON.stringify(read(localStorage, KEPT, []).slice(1)));
  if (answer.ok) {
    location.assign(answer.url);
    return false;
  }
  const shown = new DOMParser().parseFromString(await answer.text(), "text/html");
  const why = shown.querySelector(".notice.error")?.textContent.trim().replace(/\s+/g, " ") ?? String(answer.status);
  if (form) {
    form.querySelector("[data-sent]").textContent = words.refused.replace("{why}", why);
    form.querySelector(".tally-done").disabled = false;
  }
  return true;
}

// Those behind the first one wait for the same network.
function sayAllKept() {
  for (const count of read(localStorage, KEPT, [])) {
    say(forms.find((one) => one.elements.area.value === count.area), words.kept, Number(count.counted_at));
  }
}

function say(form, text, moment) {
  if (form) form.querySelector("[data-sent]").textContent = text.replace("{time}", clock.format(moment));
}

addEventListener("online", send);
setInterval(send, AGAIN_EVERY);
send();
document.getElementById("result")?.focus();
