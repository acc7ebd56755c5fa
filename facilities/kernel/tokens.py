"""Secrets handed out once and kept hashed."""

import hashlib
import secrets

# No vowels, no 0/O or 1/I: nothing to misread from across a lobby, no words by accident.
CODE_LETTERS = "BCDFGHJKLMNPQRSTVWXZ23456789"


def new_token(prefix: str = "rt") -> str:
    """A fresh 256-bit token; `prefix` lets people and scanners see what it is."""
    return f"{prefix}_{secrets.token_urlsafe(32)}"


def hashed(token: str) -> str:
    """What is stored: SHA-256, enough for 128 random bits and more (ASVS 6.5.2)."""
    return hashlib.sha256(token.encode()).hexdigest()


def new_code(length: int = 6) -> str:
    """A short code for a person to read from a screen and type."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(length))
