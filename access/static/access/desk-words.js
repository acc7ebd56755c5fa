// Small things all scripts of the desk need: elements, filled-in words, clocks.
export const make = (tag, className, text) => Object.assign(document.createElement(tag), { className, textContent: text ?? "" });

/** `{n}` and the like in `text`, from `values`. */
export const fill = (text, values) => text.replace(/\{(\w+)\}/g, (all, key) => values[key] ?? all);

/** A function from an instant to the time on the wall of the house. */
export function clockOf(zone) {
  const clock = new Intl.DateTimeFormat("nl", { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone });
  return (moment) => clock.format(new Date(moment));
}
