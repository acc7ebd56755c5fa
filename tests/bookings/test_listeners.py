"""What the floors below announce reaches the screens of rooms."""

import pytest

from facilities.models import LiveTopic
from facilities.services.organisations import change_organisation
from tests.factories import a_board, a_booking, a_room, a_site, an_organisation

pytestmark = pytest.mark.django_db


def seqs() -> dict[str, int]:
    return dict(LiveTopic.objects.values_list("name", "seq"))


def change(organisation, site, **more):
    change_organisation(
        by=None, organisation=organisation, sites=[site], **{"name": organisation.name, "kind": "tenant"} | more
    )


def test_a_new_name_shows_at_once_where_the_organisation_meets():
    site = a_site(slug="darwin")
    organisation = an_organisation(name="Acme", sites=[site])
    room, elsewhere = a_room(site=site), a_room(site=site)
    a_booking(room=room, organisation=organisation)
    a_booking(room=elsewhere)
    a_board(site=site, slug="lobby")
    before = seqs()

    change(organisation, site, name="Acme and daughters")

    touched = {name for name, seq in seqs().items() if seq != before.get(name)}
    assert touched == {f"room.{room.pk}", "rooms.darwin", "use.darwin", "board.lobby"}


def test_another_mailbox_shows_nowhere():
    site = a_site()
    organisation = an_organisation(name="Acme", sites=[site])
    a_booking(room=a_room(site=site), organisation=organisation)
    before = seqs()

    change(organisation, site, email="desk@acme.example")

    assert seqs() == before
