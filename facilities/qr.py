"""QR codes that lead to a page, as drawings that stand in it."""

from io import BytesIO

import segno
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe


def qr_drawing(address: str, *, label: str) -> SafeString:
    """An SVG of `address`, named `label` for who cannot see it; black on white also where the page is dark."""
    file = BytesIO()
    segno.make(address, error="q", micro=False).save(
        file, kind="svg", scale=1, border=4, light="#fff", xmldecl=False, svgns=False, svgclass="qr", lineclass=None,
        omitsize=True,
    )  # fmt: skip
    drawing = mark_safe(file.getvalue().decode())  # noqa: S308 - written by segno from modules alone
    return format_html('<span class="qr-code" role="img" aria-label="{}">{}</span>', label, drawing)
