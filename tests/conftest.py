"""Everything shared stands in a plugin of its own; this file lists them."""

pytest_plugins = [
    "tests.fixtures.server",
    "tests.plugins.browser",
    "tests.plugins.flush",
    "tests.plugins.passwords",
    "tests.plugins.rendering",
    "tests.plugins.statics",
    "tests.plugins.summary",
    "tests.plugins.turns",
    # Last: it builds on those above, which must be plugins before they are imported.
    "tests.fixtures.chromium",
]
