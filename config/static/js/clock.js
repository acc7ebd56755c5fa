// Times on the wall of the house, as the server writes them: 14:30 today, "wo 08:00" this week, "24/12 08:00" later.
const DAY = 86_400_000;

/** Returns a function of (instant, now) for one language and zone. */
export function wallText(language, timeZone) {
  const hours = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone });
  const weekday = new Intl.DateTimeFormat(language, { weekday: "short", timeZone });
  const isoDay = new Intl.DateTimeFormat("en-CA", { timeZone });
  return (value, now = new Date()) => {
    const moment = new Date(value);
    const day = isoDay.format(moment);
    const days = Math.abs(Date.parse(day) - Date.parse(isoDay.format(now))) / DAY;
    if (days === 0) return hours.format(moment);
    const [, month, date] = day.split("-");
    return `${days < 7 ? weekday.format(moment) : `${date}/${month}`} ${hours.format(moment)}`;
  };
}
