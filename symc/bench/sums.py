"""The forms of all layers of a model added up."""

from symc.bench.alone import Alone
from symc.bench.results import SUM, Row


def sums(rows: list[Row], model: str, layers: tuple[Alone, ...]) -> list[Row]:
    """The forms of all layers added up, where all layers have the form at that n."""
    times = {layer.text: layer.times for layer in layers}
    ours = [row for row in rows if row.model == model and row.layer in times]
    free = sorted({row.n for row in ours if row.n is not None})
    if len(layers) < 2:
        return []
    found: list[Row] = []
    kinds = dict.fromkeys((row.form, row.mode, row.compiled) for row in ours)
    over: list[int | None] = [*free] or [None]
    for form, mode, compiled in kinds:
        for n in over:
            held = [
                row
                for row in ours
                if (row.form, row.mode, row.compiled) == (form, mode, compiled)
                and row.n in (n, None)
            ]
            if len(held) == len(layers):
                median = sum(row.median * times[row.layer] for row in held)
                least = sum(row.minimum * times[row.layer] for row in held)
                most = max(row.bytes for row in held)
                found.append(Row(model, SUM, form, mode, compiled, n, median, least, most))
    return found
