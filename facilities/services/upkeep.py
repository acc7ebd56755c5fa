"""How a row of reference data is written, changed and removed: checked whole, and refused in words."""

from collections.abc import Collection, Mapping
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import slugify

from ..errors import StillUsed, ValueRefused

M = TypeVar("M", bound=models.Model)

# Words that mean a page where a short name could stand in an address.
RESERVED = {"add"}


def written(instance: M) -> M:
    """Check `instance` with its constraints and save it; a fault becomes a `ValueRefused`."""
    try:
        instance.full_clean()
    except ValidationError as error:
        raise ValueRefused(error) from error
    instance.save()
    return instance


def locked(instance: M) -> M:
    """The row as it stands in the database now, locked until the deed ends."""
    return type(instance)._default_manager.select_for_update().get(pk=instance.pk)


def changed(instance: M, fields: Mapping[str, Any], *, of: Collection[str]) -> list[str]:
    """Give `instance` the new values and save it; the names of what really changed, none means nothing was written.

    `of` lists what may change at all: another name is a bug of the caller. A list for a many-to-many replaces it.
    """
    unknown = set(fields) - set(of)
    if unknown:
        raise TypeError(f"{type(instance).__name__} cannot change {sorted(unknown)}")
    plural = {field.name for field in instance._meta.many_to_many}
    names = [n for n in fields if n not in plural and getattr(instance, n) != fields[n]]
    for name in names:
        setattr(instance, name, fields[name])
    if names:
        written(instance)
    for name in plural & set(fields):
        relation = getattr(instance, name)
        if {row.pk for row in relation.all()} != {row.pk for row in fields[name]}:
            relation.set(fields[name])
            names.append(name)
    return sorted(names)


def removed(instance: models.Model) -> None:
    """Delete `instance`, or raise `StillUsed` naming what stands on it."""
    try:
        instance.delete()
    except models.ProtectedError as error:
        kinds = {str(row._meta.verbose_name_plural) for row in error.protected_objects}
        raise StillUsed(used_by=", ".join(sorted(kinds))) from error


def free_slug(model: type[models.Model], name: str) -> str:
    """A short name made of `name` that no other row of `model` bears."""
    base = slugify(name)[:40] or str(model._meta.model_name)
    taken = set(model._default_manager.filter(slug__startswith=base).values_list("slug", flat=True)) | RESERVED
    candidates = [base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))]
    return next(slug for slug in candidates if slug not in taken)
