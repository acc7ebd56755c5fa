"""Items of equipment: which there are at a site, and whether they can be promised."""

from facilities.deeds import Actor, deed
from facilities.models.places import Amenity, Building
from facilities.rules import may_manage_site, require
from facilities.services.upkeep import locked, removed, written

from ..models.equipment import Item
from ..models.rooms import Atom
from ..touching import stock_topic

MOST_AT_ONCE = 50


@deed
def add_items(*, by: Actor, building: Building, kind: Amenity, name: str, count: int = 1) -> list[Item]:
    """Add `count` items of `kind` that are kept in `building`; more than one are numbered."""
    require(may_manage_site(by, building.site))
    if not 1 <= count <= MOST_AT_ONCE:
        raise ValueError(f"{count} items at once")
    items = []
    for title in _titles(building, name, count):
        atom = written(Atom(building=building, name=title))
        items.append(written(Item(atom=atom, kind=kind)))
        deed.record("item.added", items[-1], by=by, site=building.site, kind=kind.slug)
    deed.touch(stock_topic(building.site))
    return items


@deed
def change_item(*, by: Actor, item: Item, name: str, is_in_service: bool) -> Item:
    """Rename an item, or say whether it can be promised; who has it already keeps it."""
    site = item.atom.building.site
    require(may_manage_site(by, site))
    item = locked(item)
    facts = []
    if item.is_in_service != is_in_service:
        item.is_in_service = is_in_service
        facts.append("is_in_service")
    if item.atom.name != name:
        item.atom.name = name
        written(item.atom)
        facts.append("name")
    if facts:
        written(item)
        deed.record("item.changed", item, by=by, site=site, changed=facts)
        deed.touch(stock_topic(site))
    return item


@deed
def remove_item(*, by: Actor, item: Item) -> None:
    """Take away an item nobody ever had; another is put out of service instead."""
    site, atom = item.atom.building.site, item.atom
    require(may_manage_site(by, site))
    deed.record("item.removed", item, by=by, site=site, kind=item.kind.slug)
    removed(item)
    removed(atom)
    deed.touch(stock_topic(site))


def _titles(building: Building, name: str, count: int) -> list[str]:
    taken = set(building.atoms.values_list("name", flat=True))
    if count == 1 and name not in taken:
        return [name]
    numbered = (f"{name[:70]} {number}" for number in range(1, count + len(taken) + 1))
    return [title for title in numbered if title not in taken][:count]
