"""The bases of a layer drawn for a terminal: how many maps there are, and why."""

from rich.console import Console, Group, RenderableType
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from symc.explain.account import Maps

_NUMBER, _QUIET = "bold cyan", "dim"


def maps_table(maps: tuple[Maps, ...], plan: tuple[str, ...], width: int) -> RenderableType:
    """Counts from every source to every target, in as many columns as fit; then each reason."""
    targets = list(dict.fromkeys((each.target, each.target_type) for each in maps))
    tables: list[RenderableType] = []
    while targets:
        table = next(
            (
                t
                for n in range(len(targets), 0, -1)
                if _fits(t := _matrix(maps, targets[:n]), width)
            ),
            None,
        )
        if table is None:
            tables = [_list(maps)]
            break
        tables.append(table)
        targets = targets[len(table.columns) - 1 :]
    return Group(*tables, _reasons(maps, plan))


def _matrix(maps: tuple[Maps, ...], targets: list[tuple[str, str]]) -> Table:
    sources = dict.fromkeys((each.source, each.source_type) for each in maps)
    table = Table(box=None, padding=(0, 2, 0, 0), header_style=_QUIET)
    table.add_column("maps from / to", no_wrap=True)
    for _, shown in targets:
        table.add_column(Text(shown), justify="right", no_wrap=True)
    found = {(each.source, each.target): each for each in maps}
    for source, shown in sources:
        row = (found.get((source, target)) for target, _ in targets)
        table.add_row(Text(shown), *(_count(each) for each in row))
    return table


def _list(maps: tuple[Maps, ...]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style=_QUIET)
    table.add_column("maps", justify="right", no_wrap=True)
    table.add_column("from", overflow="fold")
    table.add_column("to", overflow="fold")
    for each in maps:
        if each.maps:
            table.add_row(_count(each), Text(each.source_type), Text(each.target_type))
    return table


def _count(maps: Maps | None) -> Text:
    if maps is None or not maps.maps:
        return Text(".", _QUIET)
    return Text(f"{maps.maps:,}", _NUMBER)


def _reasons(maps: tuple[Maps, ...], plan: tuple[str, ...]) -> RenderableType:
    """Every reason once, of the bases, of the way to compute them, of pairs without a map."""
    some = dict.fromkeys(reason for each in maps if each.maps for reason in each.reasons)
    none = dict.fromkeys(reason for each in maps if not each.maps for reason in each.reasons)
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(style=_QUIET, no_wrap=True)
    table.add_column(overflow="fold")
    for word, reasons in (("why", some), ("plan", plan), ("none", none)):
        for i, reason in enumerate(reasons):
            table.add_row("" if i else word, Text(reason))
    if any(each.entries > 1 for each in maps):
        table.add_row("", Text("every pair of entries of plain axes has maps of its own"))
    return table


def _fits(table: Table, width: int) -> bool:
    wide = Console(width=10_000)
    return Measurement.get(wide, wide.options, table).maximum <= width
