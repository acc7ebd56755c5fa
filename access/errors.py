"""The facts that can stop a visit; each has one code, listed in docs/api.md."""

from django.utils.translation import gettext_lazy as _

from facilities.kernel.errors import DomainError

# Inviting


class VisitInThePast(DomainError):
    """The visit would be over before it was agreed."""

    code = "visit_in_the_past"
    message = _("That time has passed.")
    field = "starts_at"


class HostOfAnotherOrganisation(DomainError):
    """The host does not belong to the organisation that is visited."""

    code = "host_of_another_organisation"
    message = _("The host does not belong to %(organisation_name)s.")
    field = "host"


class OrganisationReceivesNobody(DomainError):
    """The organisation is suspended, or has no place at the site."""

    code = "organisation_receives_nobody"
    message = _("%(organisation_name)s receives no visitors at %(site_name)s.")
    field = "organisation"


class BookingOfAnotherVisit(DomainError):
    """The room booking is another firm's, or at another site."""

    code = "booking_of_another_visit"
    message = _("The visitors of a booking come to its own organisation and site.")
    field = "booking"


class BookingNotStanding(DomainError):
    """Nobody is invited to a meeting that was cancelled."""

    code = "booking_not_standing"
    message = _("That booking was cancelled.")
    field = "booking"


class NoCarPark(DomainError):
    """The site has no car park in which a place can be held."""

    code = "no_car_park"
    message = _("%(site_name)s has no car park where a place can be held.")
    field = "needs_parking"


# Coming in


class UnknownPass(DomainError):
    """No visit is opened by this code or link."""

    status = 404
    code = "unknown_pass"
    message = _("This code is not known here. Look the visitor up by name.")


class WrongSite(DomainError):
    """The visit is at another site."""

    code = "wrong_site"
    message = _("This visit is at %(site_name)s.")


class WrongDay(DomainError):
    """The visit is on another local day; `date` says which."""

    code = "wrong_day"
    message = _("This visit is on %(day)s.")


class TooEarly(DomainError):
    """The visit is today, and the door opens for it at `opens_at`."""

    code = "too_early"
    message = _("It is too early for this visit; it opens at %(clock)s.")


class VisitOver(DomainError):
    """The visit has ended: its time is over, or the visitor was signed out."""

    code = "visit_over"
    message = _("This visit is over.")


class VisitCancelled(DomainError):
    """The visit was cancelled or refused."""

    code = "visit_cancelled"
    message = _("This visit was cancelled.")


class CallSecurity(DomainError):
    """The visitor may not come in; whoever receives him learns no more."""

    code = "call_security"
    message = _("Call security. Do not let this visitor in.")


class NotCheckedIn(DomainError):
    """Only who came in can be signed out."""

    code = "not_checked_in"
    message = _("This visitor has not been let in yet.")


class AlreadyArrived(DomainError):
    """What is agreed about a visit stands once the visitor is there."""

    code = "already_arrived"
    message = _("The visitor is already here.")


class NothingToDecide(DomainError):
    """The visit waits for no decision of this kind."""

    code = "nothing_to_decide"
    message = _("There is nothing to decide about this visit.")


class NonceReused(DomainError):
    """The nonce was sent before, about another visit or another deed."""

    status = 422
    code = "nonce_reused"
    message = _("This nonce was used for something else.")
    field = "nonce"


# House rules and blocked visitors


class RulesHaveChanged(DomainError):
    """A newer version of the house rules was published since; that one is to be accepted."""

    code = "rules_have_changed"
    message = _("The house rules have changed. Please read the new version.")


class NameTooShort(DomainError):
    """A name without a letter or digit compares with nothing."""

    status = 400
    code = "name_without_letters"
    message = _("Write the name in letters.")
    field = "name"


class KeptTooLong(DomainError):
    """A house may forget its visitors sooner than the platform, never later."""

    code = "kept_too_long"
    message = _("Visitors are remembered between 1 and %(most)s days.")
    field = "days"


# People in the building


class NotOfThisHouse(DomainError):
    """Only who works in a house, and on a floor of it, is counted as inside; others come as visitors."""

    code = "not_of_this_house"
    message = _("This person does not work at %(site_name)s. Announce a visitor instead.")
    field = "person"


# Evacuation lists


class NobodyMustered(DomainError):
    """No evacuation is going on, or nobody of that key stands on its list."""

    code = "nobody_mustered"
    message = _("There is no evacuation going on, or this person is not on its list.")
