"""Lists to choose from say what Django's own template says."""

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates, get_default_renderer
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from config.forms import Renderer

CHOICES = [
    ("", _("Day")),
    (None, "none"),
    ('Group & "more"', [(1, "a & b"), ('2">', "<i>")]),
    ("safe", mark_safe("<b>bold</b>")),
    ("10:15", "10:15"),
]
ATTRIBUTES = {"class": 'a&"b', "required": True, "disabled": False, "aria-describedby": "help"}


@pytest.mark.parametrize(
    ("widget", "value"),
    [
        (forms.Select(choices=CHOICES), "10:15"),
        (forms.Select(attrs=ATTRIBUTES, choices=CHOICES), None),
        (forms.SelectMultiple(attrs=ATTRIBUTES, choices=CHOICES), ["1", "safe"]),
        (forms.NullBooleanSelect(), True),
        (forms.TextInput(attrs=ATTRIBUTES), '<script>"'),
    ],
)
def test_a_list_is_what_django_s_template_makes_but_for_empty_lines(widget, value):
    ours, django_s = (
        widget.render("name<", value, attrs={"id": "one"}, renderer=renderer).replace("\n\n", "\n")
        for renderer in (Renderer(), DjangoTemplates())
    )

    assert ours == django_s
    assert "<i>" not in ours
    assert "<script>" not in ours


def test_forms_are_rendered_by_it():
    assert isinstance(get_default_renderer(), Renderer)
