"""The catalogue holds every message of code and templates, and stays as it is when nothing changed."""

import pytest

from config import catalogue

PYTHON = """
from django.utils.translation import gettext_lazy as _, ngettext, pgettext

# Translators: on the door
TITLE = _("One " "room")
COUNT = ngettext("%(n)d room", "%(n)d rooms", 2)
MAY = pgettext("month", "May")
NAME = _(TITLE)
"""
TEMPLATE = """{% load i18n %}
  <p title="{% translate "A title" %}">{{ name|default:_("Nobody") }}</p>
{% blocktranslate trimmed with who=person.name count n=rooms|length %}
    {{ who }} has one room
{% plural %}
    {{ who }} has {{ n }} rooms
{% endblocktranslate %}
{% comment %}Translators: a door{% endcomment %}
{% translate "May" context "month" %} 100% { free ) text
"""


@pytest.fixture
def house(tmp_path, settings):
    settings.BASE_DIR = tmp_path
    settings.LOCALE_PATHS = [tmp_path / "locale"]
    for storey in catalogue.STOREYS:
        (tmp_path / storey / "templates").mkdir(parents=True)
    (tmp_path / "config" / "words.py").write_text(PYTHON)
    (tmp_path / "config" / "templates" / "page.html").write_text(TEMPLATE)
    catalogue.folder().mkdir(parents=True)
    return tmp_path


def write() -> bytes:
    current = catalogue.updated()
    (catalogue.folder() / "django.po").write_bytes(catalogue.source_of(current))
    (catalogue.folder() / "django.mo").write_bytes(catalogue.compiled(current))
    return (catalogue.folder() / "django.po").read_bytes()


def translate(message: str, *words: str) -> None:
    stands = catalogue.standing()
    known = next(m for m in stands if message in (m.id if isinstance(m.id, tuple) else (m.id,)))
    known.string = words if known.pluralizable else words[0]
    (catalogue.folder() / "django.po").write_bytes(catalogue.source_of(stands))


def test_messages_of_code_and_templates_are_found(house):
    ids = {message.id for message in catalogue.gathered() if message.id}

    assert ids == {
        "One room",
        ("%(n)d room", "%(n)d rooms"),
        "May",
        "A title",
        "Nobody",
        ("%(who)s has one room", "%(who)s has %(n)s rooms"),
    }
    assert catalogue.gathered().get("May", "month") is not None


def test_writing_twice_changes_nothing(house):
    assert write() == write()


def test_a_translation_survives_and_what_is_gone_goes(house):
    write()
    translate("Nobody", "Niemand")
    translate("%(n)d room", "%(n)d zaal", "%(n)d zalen")
    (house / "config" / "templates" / "page.html").write_text('{% load i18n %}{% translate "Nobody" %}')

    write()

    stands = catalogue.standing()
    assert stands.get("Nobody").string == "Niemand"
    assert stands.get(("%(n)d room", "%(n)d rooms")).string == ("%(n)d zaal", "%(n)d zalen")
    assert stands.get("A title") is None


def test_each_fault_is_told(house):
    write()
    translate("Nobody", "Niemand")
    translate("%(n)d room", "%(x)d zaal", "%(n)d zalen")
    (house / "config" / "more.py").write_text('from x import gettext as _\n_("Brand new")\n')
    (house / "config" / "templates" / "page.html").write_text('{% load i18n %}{% translate "Nobody" %}')

    told = "\n".join(catalogue.faults())

    assert "config/more.py:2: not in the catalogue: 'Brand new'" in told
    assert "config/words.py:5: not translated: 'One room'" in told
    assert "unknown named placeholder 'x'" in told
    assert "no longer used: 'A title'" in told
    assert "django.mo: older than django.po" in told
    assert "Nobody" not in told


def test_a_complete_catalogue_has_no_faults(house):
    write()
    for message in catalogue.gathered():
        if message.id:
            forms = message.id if isinstance(message.id, tuple) else (message.id,)
            translate(forms[0], *forms)
    write()

    assert list(catalogue.faults()) == []
