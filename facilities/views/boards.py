"""Boards and their lines, for those who manage a site."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.forms import BaseForm, Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import ListView, View

from ..forms.devices import BoardForm, LineForm, NewBoardForm
from ..kernel import clock
from ..kernel.pages import ServiceFormView
from ..models.devices import Board, BoardLine
from ..models.places import Site
from ..rules import may_manage_site
from ..scopes import person_of, scope_of
from ..services.boards import (
    add_board,
    add_line,
    change_board,
    line_choices,
    raise_line,
    remove_board,
    remove_line,
)


class BoardList(ListView):
    """The boards of one's sites."""

    template_name = "facilities/boards/list.html"
    context_object_name = "boards"

    def get_queryset(self) -> QuerySet[Board]:
        """With the number of their lines."""
        boards = Board.objects.visible_to(person_of(self.request))
        return boards.select_related("site").annotate(line_count=Count("lines"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What this person may change."""
        scope = scope_of(person_of(self.request))
        context = super().get_context_data(**kwargs)
        for board in context["boards"]:
            board.may_change = scope.is_admin or board.site_id in scope.managed_sites
        return context | {"may_add": scope.is_admin or bool(scope.managed_sites)}


class BoardAdd(ServiceFormView):
    """A new board."""

    template_name = "facilities/boards/add.html"
    form_class = NewBoardForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """At the sites of this person."""
        sites = Site.objects.managed_by(person_of(self.request)).order_by("name")
        return super().get_form_kwargs() | {"sites": sites}

    def perform(self, form: BaseForm) -> Board:
        """Add it."""
        return add_board(by=person_of(self.request), **form.cleaned_data)

    def get_success_url(self) -> str:
        """On to its lines."""
        return reverse("facilities:board-edit", args=[self.result.slug])


class OfBoard:
    """What the pages of one board share."""

    request: HttpRequest
    kwargs: dict[str, Any]

    @cached_property
    def board(self) -> Board:
        """The board, if this person sees it and manages its site."""
        visible = Board.objects.visible_to(person_of(self.request)).select_related("site")
        board = get_object_or_404(visible, slug=self.kwargs["slug"])
        if not may_manage_site(person_of(self.request), board.site):
            raise PermissionDenied
        return board


class BoardEdit(OfBoard, ServiceFormView):
    """A board's facts and its lines."""

    template_name = "facilities/boards/edit.html"
    form_class = BoardForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Fill in what is known."""
        return super().get_form_kwargs() | {"instance": self.board}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The lines in words."""
        words = dict(line_choices(self.board.site))
        lines = [
            {"line": line, "words": words.get(f"{line.provider}:{line.argument}", line.topic)}
            for line in self.board.lines.all()
        ]
        # As it stands, whatever was typed.
        board = Board.objects.get(pk=self.board.pk)
        return super().get_context_data(**kwargs) | {"board": board, "lines": lines}

    def perform(self, form: BaseForm) -> Board:
        """Change it."""
        return change_board(by=person_of(self.request), board=self.board, **form.cleaned_data)

    def get_success_url(self) -> str:
        """The same page."""
        messages.success(self.request, _("Saved."))
        return reverse("facilities:board-edit", args=[self.board.slug])


class BoardRemove(OfBoard, ServiceFormView):
    """Ask first."""

    template_name = "facilities/boards/remove.html"
    form_class = Form

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Which board."""
        return super().get_context_data(**kwargs) | {"board": self.board}

    def perform(self, form: BaseForm) -> None:
        """Remove it."""
        remove_board(by=person_of(self.request), board=self.board)

    def get_success_url(self) -> str:
        """Back to the list."""
        messages.success(self.request, _("Removed."))
        return reverse("facilities:board-list")


class LineAdd(OfBoard, ServiceFormView):
    """One more line."""

    template_name = "facilities/boards/line_add.html"
    form_class = LineForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """What the site has to show."""
        return super().get_form_kwargs() | {"choices": line_choices(self.board.site)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Which board."""
        return super().get_context_data(**kwargs) | {"board": self.board}

    def perform(self, form: BaseForm) -> BoardLine:
        """Add it."""
        provider_name, _colon, argument = form.cleaned_data["shows"].partition(":")
        return add_line(
            by=person_of(self.request),
            board=self.board,
            provider_name=provider_name,
            argument=argument,
            label=form.cleaned_data["label"],
            at=clock.now(),
        )

    def get_success_url(self) -> str:
        """Back to the board."""
        return reverse("facilities:board-edit", args=[self.board.slug])


class LineRemove(View):
    """Take a line away."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Back to the board."""
        line = _line(request, pk)
        self.perform(request, line)
        return redirect("facilities:board-edit", slug=line.board.slug)

    def perform(self, request: HttpRequest, line: BoardLine) -> None:
        """Remove it."""
        remove_line(by=person_of(request), line=line)


class LineRaise(LineRemove):
    """Move a line up."""

    def perform(self, request: HttpRequest, line: BoardLine) -> None:
        """One place."""
        raise_line(by=person_of(request), line=line)


def _line(request: HttpRequest, pk: int) -> BoardLine:
    visible = Board.objects.visible_to(person_of(request))
    line = get_object_or_404(BoardLine.objects.select_related("board__site"), pk=pk, board__in=visible)
    if not may_manage_site(person_of(request), line.board.site):
        raise PermissionDenied
    return line
