"""Drawings for standard output, as text."""

import re
import sys
from collections.abc import Callable

from rich.console import Console, RenderableType

from symc.cli.failures import in_colour

_NARROW, _WIDE = 60, 120


def rendered(draw: Callable[[int], RenderableType]) -> str:
    """A drawing as wide as the terminal, within reason; without colours where none belong."""
    colour = in_colour(sys.stdout)
    console = Console(
        file=sys.stdout,
        force_terminal=colour,
        no_color=not colour,
        markup=False,
        highlight=False,
        emoji=False,
        legacy_windows=False,
    )
    width = max(_NARROW, min(console.width, _WIDE))
    console.width = width
    with console.capture() as captured:
        console.print(draw(width))
    lines = captured.get().splitlines()
    return "\n".join(re.sub(r"[ ]+((?:\x1b\[0m)?)$", r"\1", line) for line in lines).rstrip()
