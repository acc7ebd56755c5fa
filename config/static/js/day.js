// The calendar of a day field: the browser's own, which writes the day the way this house does.
const two = (number) => String(number).padStart(2, "0");

function read(text) {
  const found = text.trim().match(/^(\d{1,2})[ /.-](\d{1,2})[ /.-](\d{4}|\d{2})$/) ?? text.trim().match(/^(\d{2})(\d{2})(\d{4})$/);
  if (!found) return null;
  const [, day, month, year] = found.map(Number);
  return { day, month, year: year < 100 ? 2000 + year : year };
}

const written = ({ day, month, year }) => `${two(day)}/${two(month)}/${year}`;

function calendarOf(field) {
  const known = field.querySelector(".day-calendar");
  if (known) return known;
  const calendar = document.createElement("input");
  calendar.type = "date";
  calendar.className = "day-calendar";
  calendar.tabIndex = -1;
  calendar.setAttribute("aria-hidden", "true");
  calendar.addEventListener("change", () => {
    const text = field.querySelector("input");
    const [year, month, day] = calendar.value.split("-").map(Number);
    text.value = day ? written({ day, month, year }) : "";
    text.focus();
    for (const name of ["input", "change"]) text.dispatchEvent(new Event(name, { bubbles: true }));
  });
  // Only this field hears of the calendar: to a form around it, it is no field that changed.
  for (const name of ["input", "change"]) calendar.addEventListener(name, (event) => event.stopPropagation());
  field.append(calendar);
  return calendar;
}

document.addEventListener("click", (event) => {
  const field = event.target.closest("[data-day-open]")?.closest(".day-field");
  if (!field) return;
  const calendar = calendarOf(field);
  const now = read(field.querySelector("input").value);
  calendar.value = now ? `${now.year}-${two(now.month)}-${two(now.day)}` : "";
  calendar.showPicker();
});

// Before anybody else hears of it: a keyboard with only digits on it has no strokes.
document.addEventListener(
  "change",
  (event) => {
    if (event.target.type !== "text" || !event.target.closest(".day-field")) return;
    const day = read(event.target.value);
    if (day) event.target.value = written(day);
  },
  true,
);
