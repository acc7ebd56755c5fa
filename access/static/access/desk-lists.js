// The lists and the card of the desk, drawn from the state of the day.
const make = (tag, className, text) => Object.assign(document.createElement(tag), { className, textContent: text ?? "" });
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (all, key) => values[key] ?? all);

/** Draws into `page`; `deeds` are called with a visit. */
export function lists(page, words, deeds) {
  const zone = page.dataset.zone;
  const clock = new Intl.DateTimeFormat("nl", { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone });
  const list = (name) => page.querySelector(`[data-list="${name}"]`);
  const time = (iso) => clock.format(new Date(iso));

  function button(text, of, deed, className = "button small") {
    const one = make("button", className, text);
    one.type = "button";
    one.append(make("span", "visually-hidden", ` ${of}`));
    one.addEventListener("click", deed);
    return one;
  }

  function row(visit, side) {
    const item = make("li", "desk-row");
    item.dataset.visit = visit.id;
    const main = make("div", "desk-who");
    main.append(make("strong", "", visit.name), make("span", "muted", visit.firm ? ` ${visit.firm}` : ""));
    const facts = [visit.host, visit.room, visit.plate].filter(Boolean).join(" · ");
    main.append(make("div", "muted small", facts));
    item.append(make("span", "list-time", time(visit.starts_at)), main, ...side);
    return item;
  }

  function expected(visits, kept) {
    const rows = [];
    const groups = Map.groupBy ? Map.groupBy(visits, (one) => one.group ?? `one-${one.id}`) : new Map(visits.map((one) => [one.id, [one]]));
    for (const members of groups.values()) {
      if (members.length > 1) {
        const head = make("li", "desk-row desk-group");
        head.append(make("strong", "", members[0].group_name));
        head.append(button(fill(words.check_in_all, { n: members.length }), members[0].group_name, () => members.forEach(deeds.checkIn)));
        rows.push(head);
      }
      for (const visit of members) {
        const side = kept.has(visit.id) ? make("span", "chip soon", words.kept) : button(words.check_in, visit.name, () => deeds.checkIn(visit));
        rows.push(row(visit, [side]));
      }
    }
    return rows;
  }

  function step(visit) {
    const done = { look: "confirm", approval: "approve", rules: "accept_rules" }[visit.step];
    if (done) return [make("span", "chip soon", words[visit.step]), button(words[`${visit.step}_done`], visit.name, () => deeds.decide(visit, done))];
    return visit.step === "badge" ? [button(words.badge, visit.name, () => deeds.print(visit))] : [];
  }

  function inside(visit) {
    const side = [];
    if (visit.answer !== "none") side.push(make("span", "chip info", `${words.host}: ${words[visit.answer]}`));
    if (new Date(visit.ends_at) < new Date()) side.push(make("span", "chip blocked", words.past));
    return row(visit, [...side, ...step(visit), button(words.sign_out, visit.name, () => deeds.signOut(visit))]);
  }

  function meeting(one) {
    const item = make("li", "desk-row");
    const who = make("div", "desk-who");
    who.append(make("strong", "", one.room), make("span", "muted", ` ${one.organisation}`));
    if (one.layout) who.append(make("div", "muted small", one.layout));
    item.append(make("span", "list-time", `${time(one.starts_at)}–${time(one.ends_at)}`), who);
    return item;
  }

  function put(name, rows) {
    const place = list(name);
    // Who stands on a button keeps standing there while the list is drawn anew.
    const held = place.contains(document.activeElement) ? document.activeElement.closest("[data-visit]")?.dataset.visit : null;
    place.replaceChildren(...(rows.length ? rows : [make("li", "muted", words.nobody)]));
    if (held) place.querySelector(`[data-visit="${held}"] button`)?.focus();
  }

  function matching(state, text) {
    if (!text) return state.visits;
    return state.visits.filter((one) => `${one.name} ${one.firm} ${one.host} ${one.organisation}`.toLowerCase().includes(text));
  }

  function draw(state, { words: text, kept }) {
    const found = matching(state, text.length >= 2 && text.length < 20 ? text : "");
    const by = (status) => found.filter((one) => one.status === status);
    put("expected", expected(by("planned"), kept));
    put("waiting", by("arrived").map((visit) => row(visit, step(visit))));
    put("inside", by("in").map(inside));
    put("meetings", state.meetings.filter((one) => new Date(one.ends_at) > new Date()).map(meeting));
    const all = (status) => String(state.visits.filter((one) => one.status === status).length);
    page.querySelector('[data-count="expected"]').textContent = all("planned");
    page.querySelector('[data-count="waiting"]').textContent = all("arrived");
    page.querySelector('[data-count="inside"]').textContent = all("in");
  }

  function card(place, visit, kind) {
    const head = make("p", "desk-name", visit?.name ?? words.unknown_offline);
    const lines = visit ? [visit.firm, [visit.host && `${words.host}: ${visit.host}`, visit.phone].filter(Boolean).join(" · "), visit.room, visit.plate] : [];
    place.replaceChildren(make("p", "desk-verdict", words[kind]), head, ...lines.filter(Boolean).map((line) => make("p", "", line)), ...(visit ? step(visit) : []));
  }

  function refusal(place, visit, text) {
    place.replaceChildren(make("p", "desk-verdict", text), ...(visit ? [make("p", "desk-name", visit.name)] : []));
  }

  return { draw, card, refusal, matching };
}
