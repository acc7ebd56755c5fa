"""What screens on walls open: the start page with the pairing code, and boards."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.generic import TemplateView, View

from ..devices import COOKIE
from ..errors import TooManyAttempts
from ..kernel import clock
from ..live.topics import board_topic, publish
from ..models.devices import Board, Device
from ..models.people import User
from ..network import client_network
from ..rules import may_see_board
from ..screens import board_of, screen_url
from ..services.devices import is_revoked, start_pairing, waiting_device
from ..signs import both

COOKIE_LASTS = 400 * 24 * 3600  # browsers keep none longer; each start renews it


@method_decorator(never_cache, name="dispatch")
class ScreenStart(View):
    """Shows a code until somebody pairs the screen, then goes where the screen belongs."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The code, or the way on."""
        device, token = _device(request), request.COOKIES.get(COOKIE, "")
        if device is not None:
            address = screen_url(device.shows)
            page = redirect(address) if address else _page(request, "nothing", device=device)
            return _with_token(page, token) if token else page
        at = clock.now()
        was_revoked = is_revoked(token)
        waiting = waiting_device(token, at)
        if waiting is None:
            try:
                waiting, token = start_pairing(network=client_network(request), at=at)
            except TooManyAttempts as refusal:
                page = _page(request, "none", refusal=refusal)
                page.status_code = refusal.status
                page["Retry-After"] = str(refusal.details["retry_after"])
                return page
        return _with_token(_page(request, "waiting", code=waiting.pairing_code, was_revoked=was_revoked), token)


@method_decorator(never_cache, name="dispatch")
class ScreenState(View):
    """What the start page asks every two seconds: whether there is something new to load."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """`waiting` for the code, `paired`, paired with `nothing` to show, or `none` of these any more."""
        device = _device(request)
        if device is not None:
            return JsonResponse({"state": "paired" if screen_url(device.shows) else "nothing"})
        waiting = waiting_device(request.COOKIES.get(COOKIE), clock.now())
        return JsonResponse({"state": "waiting" if waiting else "none"})


class BoardShow(View):
    """A board: no interaction, readable from across a lobby."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponseBase:
        """The board; a screen that belongs elsewhere, or nowhere any more, goes to its start page."""
        user = request.user if isinstance(request.user, User) else AnonymousUser()
        device = _device(request)
        if _belongs_elsewhere(request, user, device, slug):
            return redirect("facilities:screen-start")
        board = Board.objects.filter(slug=slug).first()
        if board is None or not may_see_board(user, device, board):
            if not user.is_authenticated and device is None:
                return redirect_to_login(request.get_full_path())
            raise Http404
        at = clock.now()
        published = publish(board_topic(slug), at)
        if published is None:
            raise Http404
        first, second = ("nl", "en") if board.language == "nl" else ("en", "nl")
        context = {"board": board, "topic": published.name, "now": at, "first": first, "second": second}
        # What a screen keeps for when nobody serves: a board without a single number or meeting.
        is_shell = "shell" in request.GET
        lines = [] if is_shell else published.state["lines"]
        context |= {"state": published.state | {"lines": lines}, "is_shell": is_shell}
        context["unknown"] = both(board, lambda: _("Not known now"))
        context["meetings"] = [row for row in lines if "free" not in row]
        context["places"] = [row for row in lines if "free" in row]
        return render(request, "facilities/board.html", context)


@method_decorator(cache_control(no_cache=True), name="dispatch")
class BoardWorker(TemplateView):
    """The script that keeps boards on a screen while the server is away; from here it reaches all that is below."""

    template_name = "facilities/board_worker.js"
    content_type = "text/javascript"


def _belongs_elsewhere(request: HttpRequest, user: User | AnonymousUser, device: Device | None, slug: str) -> bool:
    # Somebody logged in is at a desk, whatever the browser was once paired as.
    if user.is_authenticated:
        return False
    if device is not None:
        return device.shows != board_of(slug)
    return is_revoked(request.COOKIES.get(COOKIE))


def _device(request: HttpRequest) -> Device | None:
    return getattr(request, "device", None)


def _page(request: HttpRequest, state: str, **context: object) -> HttpResponse:
    return render(request, "facilities/screen.html", {"state": state, **context})


def _with_token(response: HttpResponse, token: str) -> HttpResponse:
    response.set_cookie(
        COOKIE,
        token,
        max_age=COOKIE_LASTS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )
    return response
