"""Collecting the static files only when one of them changed."""

import hashlib

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command


def collect_when_changed() -> bool:
    """Collect into STATIC_ROOT unless what lies there was made of exactly these files; says whether it did."""
    if settings.STATIC_FROM_SOURCE:
        return False
    mark = settings.STATIC_ROOT / ".made-of"
    wanted = fingerprint()
    if mark.exists() and mark.read_text() == wanted:
        return False
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    mark.write_text(wanted)
    return True


def fingerprint() -> str:
    """A digest of name, size and time of every static file at its source."""
    digest = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for finder in get_finders():
        for path, storage in finder.list([]):
            digest.update(f"{path} {storage.size(path)} {storage.get_modified_time(path)}\n".encode())
    return digest.hexdigest()
