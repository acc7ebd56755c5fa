"""The messages whose Dutch is their English: names, signs, and words both languages share."""

SAME = frozenset(
    {
        "%(area)s m²",
        "%(name)s: %(seats)s",
        "API",
        "Lockdown",
        "Menu",
        "Privacy",
        "Site",
        "Sites",
        "Start",
        "argument",
        "auditor",
        "auditorium",
        "code",
        "defect",
        "incubator",
        "lockdown",
        "parking",
        "postcode",
        "site",
        "sites",
        "status",
        "{start} – {end}",
        "● live",
    }
)
