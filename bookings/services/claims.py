"""The only place that writes claims, and with them the only place that decides who gets the room."""

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, connection, transaction
from django.db.models import Q

from facilities.deeds import Actor, deed
from facilities.kernel.constraints import violated
from facilities.kernel.intervals import Interval
from facilities.models.people import User

from ..models.bookings import Block, Booking
from ..models.claims import Claim
from ..models.holds import Hold
from ..models.rooms import Atom, Room
from ..occupancy import site_of, used_by, used_by_meeting
from ..stock import Wanted, chosen_items
from ..touching import topics_of

Owner = Booking | Block | Hold

GUARD = "claim_keeps_atom_for_one"


# Rivals that each take another item of a kind may meet this often before one is told that there are no more.
TRIES = 20


class Taken(Exception):
    """Some atom is claimed already; the services turn it into `RoomTaken` once the rows are rolled back."""

    def __init__(self, atoms: Iterable[int] = ()) -> None:
        super().__init__()
        self.atoms = frozenset(atoms)


class TooFew(Exception):
    """Too few items of a kind are free; the services turn it into `EquipmentOut`."""


def claim(*, owner: Owner, interval: Interval, by: Actor, at: datetime) -> None:
    """Take every atom of the owner's room during `interval`, or raise `Taken`."""
    _hold_still(owner.room, by)
    _clear_holds(owner, interval, by=by, at=at)
    _insert(_of_room(owner, interval))


def claim_with(*, owner: Booking, interval: Interval, wanted: Wanted, by: Actor, at: datetime) -> None:
    """Take the room during `interval` and `wanted` items for the meeting with its set-up, all at once or nothing."""
    if not wanted:
        claim(owner=owner, interval=interval, by=by, at=at)
        return
    _hold_still(owner.room, by)
    _clear_holds(owner, interval, by=by, at=at)
    rows, carried = _of_room(owner, interval), used_by_meeting(owner)
    own = {row.atom_id for row in rows}
    for _try in range(TRIES):
        items = chosen_items(owner.room, wanted, carried)
        if items is None:
            raise TooFew
        try:
            with transaction.atomic():
                _insert([*rows, *_rows(owner, items, carried)])
            return
        except Taken as taken:
            # On SQLite nobody writes beside us: the items were free, so it is the room.
            if connection.vendor != "postgresql" or taken.atoms & own:
                raise
    raise TooFew


def drop_hold(hold: Hold) -> None:
    """Give back what `hold` kept and show that it is free; called inside a deed."""
    hold.claims.all().delete()
    deed.touch(*topics_of(hold.room))
    Hold.objects.filter(pk=hold.pk).delete()


def _clear_holds(owner: Owner, interval: Interval, *, by: Actor, at: datetime) -> None:
    """Holds that would be in the way and need not be: those that have expired, and the own one of who asks."""
    idle = Q(expires_at__lte=at) | (Q(user=by) if isinstance(by, User) else Q())
    in_the_way = Claim.objects.during(interval).filter(hold__isnull=False, atom__rooms=owner.room).values("hold")
    holds = Hold.objects.filter(idle, pk__in=in_the_way)
    if isinstance(owner, Hold):
        holds = holds.exclude(pk=owner.pk)
    for hold in holds.select_related("room__space__floor__building__site"):
        drop_hold(hold)


def _of_room(owner: Owner, interval: Interval) -> list[Claim]:
    atoms = list(owner.room.atoms.values_list("pk", flat=True))
    if not atoms:
        raise ValueError(f"room {owner.room_id} has no atom to take")
    return _rows(owner, atoms, interval)


def _rows(owner: Owner, atoms: Iterable[int], interval: Interval) -> list[Claim]:
    column = owner._meta.model_name or ""
    return [Claim(atom_id=atom, starts_at=interval.start, ends_at=interval.end, **{column: owner}) for atom in atoms]


def release(owner: Owner) -> None:
    """Free whatever `owner` had taken."""
    owner.claims.all().delete()


def shorten(owner: Booking, end: datetime, *, only: Iterable[Claim] | None = None) -> list[Claim]:
    """Let the claims of `owner` (or `only` some of them) stop at `end`; returns those replaced."""
    late = [held for held in (owner.claims.all() if only is None else only) if held.ends_at > end]
    Claim.objects.filter(pk__in=[held.pk for held in late]).delete()
    _insert(Claim(atom_id=held.atom_id, starts_at=held.starts_at, ends_at=end, booking=owner) for held in late)
    return late


def make_way(*, by: Actor, room: Room, interval: Interval) -> None:
    """Give up the turnover of those whose meeting, cleared away, ends before `interval` starts.

    Only for staff, called inside a deed. What others really use is left alone: claiming it will be refused.
    """
    if not _in_the_tail(room, interval):
        return
    # Two of staff at the same tail take turns; nobody else's booking waits for this lock.
    list(Atom.objects.select_for_update(no_key=True).filter(rooms=room).order_by("pk"))
    by_owner: dict[Booking, list[Claim]] = {}
    for held in _in_the_tail(room, interval):
        if held.booking is not None:
            by_owner.setdefault(held.booking, []).append(held)
    for neighbour, claims in by_owner.items():
        shorten(neighbour, interval.start, only=claims)
        deed.record(
            "gave_up_turnover",
            neighbour,
            by=by,
            site=site_of(room),
            organisation=neighbour.organisation_id,
            until=interval.start.isoformat(),
            atoms=[held.atom_id for held in claims],
        )


def fitted(room: Room, used: Interval, claimed: Interval) -> Interval:
    """`claimed`, its tail beyond `used` cut back to where the next claim begins: staff need no turnover behind."""
    following = (
        Claim.objects.filter(atom__rooms=room, starts_at__gte=used.end, starts_at__lt=claimed.end)
        .order_by("starts_at")
        .values_list("starts_at", flat=True)
        .first()
    )
    return claimed if following is None else Interval(claimed.start, following)


def _hold_still(room: Room, by: Actor) -> None:
    """Let nobody change the atoms of `room` until the deed ends; bookings share this lock and never wait for it.

    What one person does takes turns: a form that is sent while its hold is on its way finds that hold, and clears it.
    """
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        if isinstance(by, User):
            cursor.execute(
                "SELECT 1 FROM bookings_room room, facilities_user person WHERE room.id = %s AND person.id = %s"
                " FOR KEY SHARE OF room FOR NO KEY UPDATE OF person",
                [room.pk, by.pk],
            )
        else:
            cursor.execute("SELECT 1 FROM bookings_room WHERE id = %s FOR KEY SHARE", [room.pk])


def _in_the_tail(room: Room, interval: Interval) -> list[Claim]:
    before = Claim.objects.during(interval).filter(
        atom__rooms=room, booking__isnull=False, starts_at__lt=interval.start
    )
    # Hardly ever there is one; and joining all of a booking's place to find that out costs more than asking twice.
    keys = list(before.values_list("pk", flat=True))
    if not keys:
        return []
    held = (
        Claim.objects.filter(pk__in=keys)
        .select_related("booking__room__space__floor__building__site")
        .order_by("atom_id", "starts_at")
    )
    return [one for one in held if one.booking and used_by(one.booking).end <= interval.start]


def _insert(claims: Iterable[Claim]) -> None:
    """All of `claims` or none, in one statement and in one order for all writers: unordered ones deadlock."""
    rows = sorted(claims, key=lambda one: (one.atom_id, one.starts_at))
    if not rows:
        return
    if connection.vendor == "postgresql":
        _insert_where_free(rows)
        return
    try:
        Claim.objects.bulk_create(rows)
    except IntegrityError as error:
        if violated(error) != GUARD:
            raise
        raise Taken from error


def _insert_where_free(rows: list[Claim]) -> None:
    # A bare insert also has one winner, but rivals that each wait for the other's row end in deadlocks.
    fields = ("atom_id", "starts_at", "ends_at", "booking_id", "block_id", "hold_id")
    values = ", ".join([f"({', '.join(['%s'] * len(fields))})"] * len(rows))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO bookings_claim ({', '.join(fields)}) VALUES {values}"  # noqa: S608
            " ON CONFLICT DO NOTHING RETURNING atom_id",
            [getattr(row, name) for row in rows for name in fields],
        )
        got = [atom for (atom,) in cursor.fetchall()]
        if len(got) < len(rows):
            raise Taken({row.atom_id for row in rows}.difference(got))
