"""An account of a model drawn for a terminal."""

from collections.abc import Iterable, Mapping

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from symc.explain.account import Account, Layer, Level
from symc.explain.cost import Cost
from symc.explain.groups_table import groups_of
from symc.explain.maps import maps_table
from symc.explain.polynomial import ZERO, Polynomial

NUMBER, QUIET, NAME, GROUP = "bold cyan", "dim", "bold", "green"
_FEW = 5


def tree(account: Account, sizes: Mapping[str, int], width: int) -> RenderableType:
    """The whole account: a branch for each call of the spec, then what all of it costs."""
    root = Tree(_head(account, width), guide_style=QUIET)
    for layer in account.layers:
        root.add(_layer(layer, width - 4))
    return Group(root, Text(), _totals(account, sizes))


def _head(account: Account, width: int) -> RenderableType:
    loose = dict(account.loose)
    kept = ", ".join(group for group in account.groups if group not in loose)
    held = f"exactly equivariant under {kept}" if kept else ""
    levels = "; ".join(word for words in loose.values() for word in words)
    told = [held, f"equivariant up to levels ({levels})" if levels else ""]
    held = ", and ".join(filter(None, told)) or "no group acts on its types"
    free = f"; {', '.join(account.sizes)} free" if account.sizes else ""
    blocks: list[RenderableType] = [Text(account.signature, NAME), Text(f"{held}{free}", GROUP)]
    return Group(*blocks, *groups_of(account.known, width))


def _layer(layer: Layer, width: int) -> RenderableType:
    head = Text.assemble((layer.name, NAME), " = ", layer.text)
    head.overflow = "fold"
    if not layer.maps and not layer.weights and not layer.plan:
        return Group(head, _inset(_costs(layer)))
    blocks: list[RenderableType] = [head]
    if layer.maps:
        blocks.append(_inset(maps_table(layer.maps, layer.plan, width - 2)))
    elif layer.plan:
        blocks.append(_inset(Text("\n".join(layer.plan))))
    if layer.levels:
        blocks.append(_inset(_waist(layer)))
    return Group(*blocks, _inset(_costs(layer)), Text())


def _inset(block: RenderableType) -> Padding:
    return Padding(block, (0, 0, 0, 2))


def _waist(layer: Layer) -> Table:
    """One line per matrix product; many of one shape are added up."""
    table = Table(box=None, padding=(0, 2, 0, 0), header_style=QUIET)
    table.add_column("mixed at the waist", overflow="fold")
    for title in ("places", "rows", "columns", "weights"):
        table.add_column(title, justify="right", no_wrap=True)
    levels = layer.levels if len(layer.levels) <= _FEW else _merged(layer.levels)
    for level in levels:
        copies = f"{level.copies} x " if level.copies > 1 else ""
        weights = Text(f"{level.weights:,}", NUMBER)
        if level.biases:
            weights.append(f" + {level.biases:,}", QUIET)
        size, rows, columns = str(level.size), f"{copies}{level.rows:,}", f"{level.columns:,}"
        table.add_row(Text(level.axes), Text(size), Text(rows), Text(columns), weights)
    rest = layer.weights - sum(level.weights + level.biases for level in layer.levels)
    if rest:
        table.add_row("channel by channel", "", "", "", Text(f"{rest:,}", NUMBER))
    return table


def _merged(levels: tuple[Level, ...]) -> Iterable[Level]:
    found: dict[tuple[str, int, int, int], Level] = {}
    for level in levels:
        key = (level.axes, level.rows, level.columns, level.copies)
        if key in found:
            old = found[key]
            weights, biases = old.weights + level.weights, old.biases + level.biases
            level = Level(*key[:1], level.size, *key[1:], weights, biases)
        found[key] = level
    return found.values()


def _costs(layer: Layer) -> RenderableType:
    """What one item of a batch costs, as formulas in the free sizes."""
    if not layer.weights and not layer.maps:
        return Text(f"flops {layer.cost.flops}, bytes {layer.cost.bytes}")
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(style=QUIET, no_wrap=True)
    table.add_column(overflow="fold")
    table.add_row("weights", Text(f"{layer.weights:,}", NUMBER))
    table.add_row("flops", str(layer.cost.flops))
    if layer.dense is not None:
        table.add_row("dense", Text(str(layer.dense), QUIET))
    table.add_row("bytes", str(layer.cost.bytes))
    if layer.building:
        table.add_row("per call", _building(layer.building))
    return table


def _building(cost: Cost) -> str:
    """What shared weights cost whatever the batch."""
    flops = f"{cost.flops} flops, " if cost.flops != ZERO else ""
    return f"{flops}{cost.bytes} bytes to get shared weights ready"


def _totals(account: Account, sizes: Mapping[str, int]) -> RenderableType:
    at = ", ".join(f"{name} = {sizes[name]}" for name in account.sizes)
    table = Table(box=None, padding=(0, 2, 0, 0), header_style=QUIET)
    table.add_column("per item of a batch" + (f", {at}" if at else ""), overflow="fold")
    for title in ("maps", "weights", "flops", "dense", "saved", "bytes"):
        table.add_column(title, justify="right", no_wrap=True)
    for layer in account.layers:
        maps = f"{sum(maps.maps for maps in layer.maps):,}" if layer.maps else ""
        dense = layer.dense or layer.cost.flops
        row = (layer.cost.flops, dense, layer.cost.bytes)
        table.add_row(layer.name, maps, f"{layer.weights:,}", *_row(row, sizes))
    whole = (account.cost.flops, account.dense, account.cost.bytes)
    table.add_section()
    table.add_row("total", "", f"{account.weights:,}", *_row(whole, sizes), style=NAME)
    lines: list[RenderableType] = [table]
    if account.sizes:
        formulas = Table.grid(padding=(0, 2, 0, 0))
        formulas.add_column(style=QUIET, no_wrap=True)
        formulas.add_column(overflow="fold")
        formulas.add_row("flops", str(account.cost.flops))
        formulas.add_row("dense", str(account.dense))
        numbers = "complex64" if account.is_complex else "float32"
        formulas.add_row("bytes", f"{account.cost.bytes}   ({numbers}, read and written)")
        lines.append(formulas)
    if account.building:
        lines.append(Text(f"and per call of any batch {_building(account.building)}", QUIET))
    if account.is_complex:
        lines.append(Text("numbers are complex64; an operation on them counts as one", QUIET))
    return Group(*(block for line in lines for block in (line, Text())))


def _row(row: tuple[Polynomial, Polynomial, Polynomial], sizes: Mapping[str, int]) -> list[str]:
    flops, dense, moved = (polynomial.at(sizes) for polynomial in row)
    saved = f"{dense / flops:,.0f}x" if flops and dense >= 2 * flops else ""
    return [short(flops), short(dense), saved, short(moved)]


def short(number: int) -> str:
    """Three digits and a letter.

    >>> short(67108864), short(812)
    ('67.1M', '812')
    """
    value = float(number)
    for unit in ("", "k", "M", "G", "T", "P"):
        if value < 999.5:
            return f"{number}" if not unit else f"{value:.3g}{unit}"
        value /= 1000
    return f"{value:.3g}E"
