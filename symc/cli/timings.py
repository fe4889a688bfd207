"""What `symc bench` found, as a table: times of the generated form, ratios of the others."""

from collections.abc import Iterator

import click

from symc.bench import Bench, Row
from symc.bench.results import Series

TITLE = {"forward": "forward", "backward": "forward and backward"}


def lines(found: Bench) -> Iterator[str]:
    """The machine, a block for each layer and mode, and what was left out."""
    yield str(found.machine)
    settings = found.settings
    yield f"batch of {settings.batch}, float32, medians of {settings.rounds} rounds in turn"
    if found.graphs:
        yield f"graphs: {settings.degree} edges to each of n points, where there are as many others"
    blocks: dict[tuple[str, str, str], list[Series]] = {}
    for key in found.series():
        blocks.setdefault((key[0], key[1], key[3]), []).append(key)
    for (model, layer, mode), keys in blocks.items():
        yield ""
        yield click.style(f"{model}: {layer}", bold=True) + f", {TITLE[mode]}"
        yield from _block(found, keys)
    yield from _notes(found)


def _block(found: Bench, keys: list[Series]) -> Iterator[str]:
    """Times of all forms, then bytes."""
    series, slopes = found.series(), found.slopes()
    base = {row.n: row for row in series[keys[0]]}
    sizes = list(dict.fromkeys(row.n for key in keys for row in series[key]))
    yield _line("", ["" if n is None else f"n={n}" for n in sizes], "time ~")
    for key in keys:
        rows = {row.n: row for row in series[key]}
        cells = [_cell(rows.get(n), base.get(n), key == keys[0]) for n in sizes]
        exponent = slopes[key]
        yield _line(_name(key), cells, "" if exponent is None else f"n^{exponent:.2f}")
    for key in keys:
        rows = {row.n: row for row in series[key]}
        cells = [_memory(rows.get(n), base.get(n), key == keys[0]) for n in sizes]
        yield _line("bytes at peak" if key == keys[0] else f"  {_name(key)}", cells, "")
    for each in found.differing:
        if (each.model, each.layer) == keys[0][:2]:
            size = "" if each.n is None else f" at n={each.n}"
            told = click.style(f"differs by {each.by:.1e}{size}, not timed", fg="red")
            yield f"  {each.form:20}{told}"


def _notes(found: Bench) -> Iterator[str]:
    if found.shared:
        yield ""
        yield "as generated in every form of the whole model"
    for kept in found.shared:
        yield f"  {kept.model}: {kept.layer}: {kept.reason}"
    if found.skipped:
        yield ""
        yield "not measured"
    for each in found.skipped:
        size = "" if each.n is None else f", n={each.n}"
        yield f"  {each.model}: {each.layer}, {each.form}{size}: {each.reason}"


def _name(key: Series) -> str:
    return f"{key[2]}, compiled" if key[4] else key[2]


def _line(name: str, cells: list[str], end: str) -> str:
    return f"  {name:20}{''.join(f'{cell:>12}' for cell in cells)}{end:>10}".rstrip()


def _cell(row: Row | None, base: Row | None, is_base: bool) -> str:
    if row is None:
        return "-"
    if is_base or base is None:
        return _seconds(row.median)
    return f"x {row.median / base.median:.2f}"


def _seconds(seconds: float) -> str:
    """A time with its unit.

    >>> _seconds(0.00123), _seconds(2.5)
    ('1.23 ms', '2.50 s')
    """
    for least, unit in ((1.0, "s"), (1e-3, "ms"), (0.0, "us")):
        if seconds >= least:
            return f"{seconds / (least or 1e-6):.2f} {unit}"
    return "0 us"


def _memory(row: Row | None, base: Row | None, is_base: bool) -> str:
    if row is None:
        return "-"
    if is_base or base is None or not base.bytes:
        return _bytes(row.bytes)
    return f"x {row.bytes / base.bytes:.2f}"


def _bytes(count: int) -> str:
    return f"{count / 2**20:.1f} MiB" if count >= 2**20 else f"{count / 2**10:.1f} KiB"
