"""Names that machines give to what they send."""


def is_plain(text: str, longest: int) -> bool:
    """Whether a name can be kept: no database keeps a NUL, and half a surrogate pair is no text."""
    return 0 < len(text) <= longest and text.isprintable()
