"""Measures a spec step by step: every model as it is, and its linear layers in all forms."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from math import prod
from typing import Any, TypeAlias

import torch
from torch import Tensor, nn

from symc.bench.alone import Alone, layers_alone
from symc.bench.clock import Call, Sample, peak_bytes, race
from symc.bench.forms import forms
from symc.bench.machine import machine
from symc.bench.networks import degree, network
from symc.bench.results import SUM, WHOLE, Bench, Form, Mode, Row, Settings, Skipped
from symc.ir.model import Model
from symc.ir.symmetry import Part
from symc.verify import Opened
from symc.verify.values import Sizes, free_sizes, is_complex, shape_of

LARGEST = 2**24
"""Numbers in the largest tensor at a size that is measured."""

Found: TypeAlias = Row | Skipped
Progress = Callable[[list["Step"]], Iterable["Step"]]


@dataclass(frozen=True, slots=True)
class Step:
    """One layer, or a whole model, at one n."""

    name: str
    run: Callable[[], list[Found]]


def bench(opened: Opened, settings: Settings, progress: Progress = iter) -> Bench:
    """All models of a spec; `progress` may watch the steps go by."""
    found: list[Found] = []
    for model in opened.meaning.models:
        alone, left = layers_alone(opened.solved(model))
        found += [Skipped(model.name, text, "generated", None, why) for text, why in left]
        todo = list(_steps(opened, model, alone, settings))
        for step in progress(todo):
            found += step.run()
        found += _sums([each for each in found if isinstance(each, Row)], model.name, alone)
    rows = tuple(each for each in found if isinstance(each, Row))
    skipped = tuple(each for each in found if isinstance(each, Skipped))
    return Bench(machine(settings.device), settings, rows, skipped)


def _steps(
    opened: Opened, model: Model, layers: tuple[Alone, ...], settings: Settings
) -> Iterator[Step]:
    parts = [value.part for value in model.values]
    for n in settings.sizes if free_sizes(model) else (None,):
        sizes = dict.fromkeys(free_sizes(model), n or 1)
        if (why := _too_large(parts, sizes, settings)) and n is not None:
            yield Step(WHOLE, partial(_not, Skipped(model.name, WHOLE, "generated", n, why)))
        else:
            yield Step(WHOLE, partial(_whole, opened, model, sizes, n, settings))
    for layer in layers:
        held = (*layer.inputs, *layer.outputs)
        free = {a.extent for p in held for a in p.axes if isinstance(a.extent, str)}
        for n in settings.sizes if free or layer.each else (None,):
            sizes = dict.fromkeys((*free, *free_sizes(model)), n or 1)
            if why := _too_large(held, sizes, settings):
                yield Step(
                    layer.name, partial(_not, Skipped(model.name, layer.text, "generated", n, why))
                )
            else:
                yield Step(layer.name, partial(_layer, model, layer, sizes, n, settings))


def _not(why: Skipped) -> list[Found]:
    return [why]


def _too_large(parts: Iterable[Part], sizes: Sizes, settings: Settings) -> str:
    most = max((prod(shape_of(part, sizes)) for part in parts), default=0) * settings.batch
    return f"a tensor of {most:,} numbers" if most > LARGEST else ""


def _whole(
    opened: Opened, model: Model, sizes: Sizes, n: int | None, settings: Settings
) -> list[Found]:
    """The generated model."""
    net, inputs, flat = network(opened, model, sizes, settings)
    return _timed(model.name, WHOLE, {"generated": net}, inputs, flat, n, settings)


def _layer(
    model: Model, layer: Alone, sizes: Sizes, n: int | None, settings: Settings
) -> list[Found]:
    """All forms of a layer, side by side."""
    made = forms(layer, sizes, _rows(model, layer, n, settings), is_complex(model))
    modules = {form: module.to(settings.device) for form, module in made.modules.items()}
    inputs = tuple(x.to(settings.device) for x in made.inputs)
    found: list[Found] = [
        Skipped(model.name, layer.text, form, n, why) for form, why in made.missing.items()
    ]
    return found + _timed(model.name, layer.text, modules, inputs, list(inputs), n, settings)


def _rows(model: Model, layer: Alone, n: int | None, settings: Settings) -> int:
    """The items of a batch: of a layer along a graph, its points or its edges."""
    if not layer.each or n is None:
        return settings.batch
    on_edges = layer.each in {edges.graph.name for edges in model.graphs}
    return settings.batch * n * (degree(n) if on_edges else 1)


def _timed(
    model: str,
    layer: str,
    modules: dict[Form, nn.Module],
    inputs: tuple[Any, ...],
    flat: list[Tensor],
    n: int | None,
    settings: Settings,
) -> list[Found]:
    """Every form, forward and backward, compiled and not, in one race for each mode."""
    ready: dict[tuple[Form, bool], Callable[..., Any]] = {(f, False): m for f, m in modules.items()}
    found: list[Found] = []
    if settings.compile:
        for form, module in modules.items():
            made = _compiled(module, inputs)
            if isinstance(made, str):
                found.append(Skipped(model, layer, form, n, f"torch.compile: {made}"))
            else:
                ready[form, True] = made
    modes: tuple[Mode, ...] = ("forward", "backward")
    for mode in modes:
        calls: dict[str, Call] = {}
        for (form, compiled), function in ready.items():
            weights = list(modules[form].parameters())
            calls[f"{form} {compiled}"] = _call(mode, function, inputs, flat, weights)
        times = race(calls, settings.seconds, settings.rounds, settings.device)
        for form, compiled in ready:
            key = f"{form} {compiled}"
            used = peak_bytes(calls[key], settings.device)
            found.append(_row((model, layer, form, mode, compiled), n, times[key], used))
    return found


def _row(series: tuple[str, str, Form, Mode, bool], n: int | None, time: Sample, used: int) -> Row:
    return Row(*series, n, time.median, time.minimum, used)


def _call(
    mode: Mode,
    function: Callable[..., Any],
    inputs: tuple[Any, ...],
    flat: list[Tensor],
    weights: list[nn.Parameter],
) -> Call:
    if mode == "forward":

        def forward() -> object:
            with torch.no_grad():
                return function(*inputs)

        return forward
    for x in flat:
        x.requires_grad_(True)
    wanted = [*flat, *(w for w in weights if w.requires_grad)]

    def backward() -> object:
        outputs = [y for y in _tensors(function(*inputs)) if y.requires_grad]
        ones = [torch.ones_like(y) for y in outputs]
        return torch.autograd.grad(outputs, wanted, ones, allow_unused=True)

    return backward


def _tensors(made: Any) -> list[Tensor]:
    if isinstance(made, Tensor):
        return [made]
    return [y for each in made for y in _tensors(each)]


def _compiled(module: nn.Module, inputs: tuple[Any, ...]) -> Callable[..., Any] | str:
    """The module by `torch.compile`, or the first line of why that fails."""
    torch._dynamo.reset()
    made: Callable[..., Any] = torch.compile(module, dynamic=False)
    try:
        made(*inputs)
    except Exception as problem:
        return (str(problem).strip().splitlines() or [type(problem).__name__])[0][:200]
    return made


def _sums(rows: list[Row], model: str, layers: tuple[Alone, ...]) -> list[Row]:
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
