"""QR codes: the token itself, which a scanner types at the desk like a keyboard."""

from io import BytesIO

import segno


def qr_png(token: str) -> bytes:
    """As a picture for a mail; error correction M survives a cracked screen."""
    file = BytesIO()
    segno.make(token, error="m", micro=False).save(file, kind="png", scale=6, border=4)
    return file.getvalue()


def qr_svg(token: str) -> str:
    """As a drawing for a page, black on white also where the page is dark; without a title, the page says it."""
    file = BytesIO()
    segno.make(token, error="m", micro=False).save(
        file, kind="svg", scale=6, border=4, light="#fff", xmldecl=False, svgclass="qr", lineclass=None, omitsize=True
    )
    return file.getvalue().decode()
