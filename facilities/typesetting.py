"""What every sheet set by Typst shares: the letter of the house, nothing fetched, words handed over as text."""

import json
from typing import Any

import fontpkg_inter

FONTS = [str(fontpkg_inter.ROOT / "files")]


def inputs(name: str, words: dict[str, Any]) -> dict[str, Any]:
    """What `typst.compile` needs so that the sheet finds `words` under `name` in `sys.inputs`, as JSON."""
    return {"font_paths": FONTS, "ignore_system_fonts": True, "sys_inputs": {name: json.dumps(words)}}
