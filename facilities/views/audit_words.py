"""The deeds of the audit log in words: `room.added` reads "added", beside its subject."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: dict[str, str | Promise] = {
    "accepted": _("accepted"),
    "added": _("added"),
    "atoms_set": _("composed anew"),
    "blocked": _("taken out of use"),
    "booked": _("booked"),
    "cancelled": _("cancelled"),
    "changed": _("changed"),
    "ended_early": _("ended early"),
    "exception_added": _("given an exception to the hours"),
    "exception_removed": _("freed of an exception to the hours"),
    "gave_up_turnover": _("gave up turnover time"),
    "granted": _("granted"),
    "hours_set": _("given opening hours"),
    "let_in": _("let in again"),
    "lifted": _("taken into use again"),
    "line_added": _("given a line"),
    "line_raised": _("line moved up"),
    "line_removed": _("freed of a line"),
    "link_sent": _("sent a link for a new password"),
    "mode_set": _("put in another mode"),
    "paired": _("paired"),
    "removed": _("removed"),
    "resent": _("sent again"),
    "retry": _("tried again"),
    "revoked": _("revoked"),
    "sent": _("sent"),
    "suspended": _("suspended"),
    "withdrawn": _("withdrawn"),
}


def word_for(verb: str) -> str:
    """The word, or the verb itself where none is known."""
    return str(WORDS.get(verb.rpartition(".")[2], verb))
