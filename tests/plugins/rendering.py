"""Tests hear of each page and mail that is rendered, but not of the hundred parts it includes.

Django's own way tells of every part, and the client of a test copies the whole context of each.
"""

from collections.abc import Iterator

import pytest
from django.template import Context, Template
from django.test.signals import template_rendered
from django.utils.safestring import SafeString


@pytest.fixture(autouse=True, scope="session")
def _parts_are_rendered_in_silence(django_test_environment) -> Iterator[None]:
    def render(template: Template, context: Context) -> SafeString:
        if context.template is template:
            template_rendered.send(sender=template, template=template, context=context)
        return template.nodelist.render(context)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Template, "_render", render)
        yield
