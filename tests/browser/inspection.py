"""How one page is looked at: by axe, with everything opened that opens, and on a narrow phone."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page

PARTS = ("body > header", "body > :not(header)")
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 320, "height": 900}
AXE = Axe()
RUN = """async (where) => (await axe.run(where ?? document, { resultTypes: ["violations"] })).violations
    .flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.target.join(" ")}: ${node.html.slice(0, 160)}`))"""
# Menus closed, as a phone shows the page; then with each menu open in its turn.
OVERFLOW = """() => {
    const root = document.scrollingElement;
    const menus = [...document.querySelectorAll("details")];
    const told = (when) => {
        if (root.clientWidth <= 320 && root.scrollWidth <= root.clientWidth) return [];
        const wide = [...document.body.querySelectorAll("*")]
            .filter((one) => one.checkVisibility() && one.getBoundingClientRect().right > root.clientWidth + 1)
            .map((one) => `${one.tagName.toLowerCase()}.${one.className}`);
        return [`${when}${root.scrollWidth} px wide at ${root.clientWidth}: ${wide.slice(0, 6).join(", ")}`];
    };
    for (const menu of menus) menu.open = false;
    return [told(""), ...menus.map((menu, number) => {
        if (!menu.checkVisibility()) return [];
        menu.open = true;
        const found = told(`with menu ${number} open, `);
        menu.open = false;
        return found;
    })].flat();
}"""
# What axe judges by, without the words: tags, classes, roles, names of attributes, whether there is text at all.
# Rows alike that follow one another count once.
SHAPES = """(parts) => {
    const shape = (one) => {
        const names = one.getAttributeNames().filter((name) => !["href", "id", "value"].includes(name)).sort();
        const own = [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
        const inner = [...one.children].map(shape).filter((each, at, all) => each !== all[at - 1]);
        const style = `${one.className?.baseVal ?? one.className}.${one.getAttribute("role")}.${one.checkVisibility()}`;
        return `${one.tagName}.${style}.${names}.${own}(${inner})`;
    };
    return parts.map((where) => [...document.querySelectorAll(where)].map(shape).join());
}"""
# The number of fold-outs that are open now: those in sight.
UNFOLD = """() => {
    for (const one of document.querySelectorAll("details")) one.open = one.checkVisibility();
    return document.querySelectorAll("details[open]").length;
}"""
# Times that a page is asked, ten milliseconds apart, before what sticks out is believed.
SETTLES = 30
DIALOGS = "dialog[id], [popover][id]"
CELL = "a[data-dialog]"
# Where the mouse meets a free time: a meeting may lie over the middle of the day, yet what it leaves takes a click.
FREE_PART = """(one) => {
    one.scrollIntoView({ block: "center", inline: "center" });
    const box = one.getBoundingClientRect();
    const y = Math.floor(box.height / 2);
    for (let x = 1; x < box.width; x++)
        if (document.elementFromPoint(box.left + x, box.top + y) === one) return { x, y };
    throw new Error(`no part of ${one.id} is left to the mouse`);
}"""
POPOVERS = "button[popovertarget]:not([popovertargetaction=hide])"
# What opens a dialog; `[data-dialog]` marks a hundred free times of a timeline that all open the same.
OPENERS = (
    "[data-help]",
    "[data-find]",
    "[data-new]",
    CELL,
    POPOVERS,
)

# The windows of every page; built alike, they need no opening again.
SHELL = {"[data-help]": "help-dialog", "[data-find]": "find-dialog"}


@dataclass
class Tally:
    """What was looked at so far."""

    pages: int = 0
    axe_runs: int = 0
    menus: int = 0
    dialogs: int = 0
    routes: set[str] = field(default_factory=set)
    shapes: set[str] = field(default_factory=set)
    seen: set[tuple[str, str]] = field(default_factory=set)
    opened: set[tuple[str, str]] = field(default_factory=set)


def inspect(page: Page, route: str, tally: Tally) -> Iterator[str]:
    """Everything wrong with the page as it stands, one line each; the page is used up by it.

    A part built just like one seen before, for another role say, is not looked at again.
    """
    tally.pages += 1
    fresh = _new_of(page, PARTS, tally)
    if not fresh:
        return
    is_first = route not in tally.routes
    tally.routes.add(route)
    for part in [None] if is_first else fresh:
        yield from _axe(page, "", tally, part)
    yield from _dialogs(page, route, tally)
    yield from _menus(page, tally)
    page.set_viewport_size(NARROW)
    yield from _overflow(page)
    page.set_viewport_size(WIDE)


def _new_of(page: Page, parts: tuple[str, ...], tally: Tally) -> list[str]:
    """Those of these parts that were not seen in this shape before."""
    shapes = dict(zip(parts, page.evaluate(SHAPES, parts), strict=True))
    fresh = [part for part, shape in shapes.items() if shape and shape not in tally.shapes]
    tally.shapes.update(shapes.values())
    return fresh


def _axe(page: Page, when: str, tally: Tally, where: str | None) -> Iterator[str]:
    tally.axe_runs += 1
    yield from (f"{when}{fault}" for fault in faults(page, where))


def faults(page: Page, where: str | None = None) -> list[str]:
    """What axe finds wrong with the page, or a part of it, as it stands."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.axe_script)
    return page.evaluate(RUN, where)


def _dialogs(page: Page, route: str, tally: Tally) -> Iterator[str]:
    tally.seen |= {(route, each) for each in page.eval_on_selector_all(DIALOGS, "all => all.map((one) => one.id)")}
    for opener in OPENERS:
        found = page.locator(f"{opener} >> visible=true")
        # Each button of a popover opens one of its own; of the others the first stands for all.
        for number in range(found.count() if opener == POPOVERS else min(1, found.count())):
            yield from _opened(page, route, tally, opener, found.nth(number))


def _opened(page: Page, route: str, tally: Tally, opener: str, button: Locator) -> Iterator[str]:
    shared = SHELL.get(opener)
    if shared and not _new_of(page, (f"#{shared}",), tally):
        tally.opened.add((route, shared))
        return
    button.click(position=button.evaluate(FREE_PART) if opener == CELL else None)
    is_open = "dialog[open], [popover]:popover-open"
    page.wait_for_selector(is_open, timeout=5_000)
    name = page.eval_on_selector(is_open, "one => one.id")
    tally.dialogs += 1
    tally.opened.add((route, name))
    if _new_of(page, (f"#{name}",), tally):
        yield from _axe(page, f"with {name} open, ", tally, f"#{name}")
    page.keyboard.press("Escape")
    page.wait_for_selector(is_open, state="hidden")


def _menus(page: Page, tally: Tally) -> Iterator[str]:
    """The fold-outs of the page are opened together: each lies over the page, none over another's words."""
    if count := page.evaluate(UNFOLD):
        tally.menus += count
        if _new_of(page, ("details[open]",), tally):
            yield from _axe(page, "with its menus open, ", tally, "details[open]")


def _overflow(page: Page) -> list[str]:
    """What sticks out; asked again and again for a moment, for Chromium narrows its window in steps."""
    for _ in range(SETTLES):
        if not (told := page.evaluate(OVERFLOW)):
            return []
        page.wait_for_timeout(10)
    return told
