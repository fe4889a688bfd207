"""The groups of a model drawn for a terminal: how large they are, and what defines them."""

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from symc.explain.groups import Known

MOST_ELEMENTS = 120
"""At most so many elements of a regular axis are listed; plain data has all."""

_NUMBER, _QUIET = "bold cyan", "dim"


def groups_of(known: tuple[Known, ...], width: int) -> list[RenderableType]:
    """A row for every group of constant size; nothing where all sizes are free."""
    told = [each for each in known if each.extent or each.definition]
    if not told:
        return []
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(style=_QUIET, overflow="fold", max_width=width // 4)
    table.add_column(style=_NUMBER, no_wrap=True)
    table.add_column(overflow="fold")
    taken = min(width // 4, max(len(each.name) for each in told))
    left = width - taken - max(len(each.extent) for each in told) - 10
    for each in told:
        table.add_row(each.name, each.extent, Text("; ".join(each.definition)))
        if each.elements:
            table.add_row("", "", Text("regular axis: " + _listed(each.elements, left)))
    return [Padding(table, (0, 0, 0, 2))]


def _listed(elements: tuple[str, ...], width: int) -> str:
    """Elements in lines of this width, none of them cut."""
    shown = [f"{each}," for each in elements[:MOST_ELEMENTS]]
    rest = len(elements) - MOST_ELEMENTS
    shown[-1] = f"{shown[-1]} and {rest:,} more (--json has all)" if rest > 0 else shown[-1][:-1]
    lines, line = [], "regular axis:"
    for each in shown:
        if len(line) + 1 + len(each) > width and line:
            lines.append(line)
            line = each
        else:
            line = f"{line} {each}"
    return "\n".join((*lines, line)).removeprefix("regular axis: ")
