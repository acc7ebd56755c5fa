"""Everything shared stands in a plugin of its own; this file lists them."""

pytest_plugins = [
    "tests.fixtures.server",
    "tests.plugins.browser",
    "tests.plugins.flush",
    "tests.plugins.statics",
    "tests.plugins.summary",
]
