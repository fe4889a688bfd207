"""Measures a spec step by step: every model, and each of its layers, in all forms."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from math import prod
from typing import Any, TypeAlias

import torch
from torch import Tensor, nn

from symc.bench.alone import Alone
from symc.bench.clock import Call, Sample, peak_bytes, race, tensors_in
from symc.bench.forms import Forms, forms
from symc.bench.machine import machine
from symc.bench.results import (
    WHOLE,
    Bench,
    Differing,
    Form,
    Mode,
    Row,
    Settings,
    Shared,
    Skipped,
)
from symc.bench.sums import sums
from symc.bench.whole import Wholes, shared, whole_forms, wholes
from symc.ir.model import Model
from symc.ir.symmetry import Part
from symc.verify import Opened
from symc.verify.values import Sizes, free_sizes, is_complex, shape_of

LARGEST = 2**24
"""Numbers in the largest tensor at a size that is measured."""

Found: TypeAlias = Row | Skipped | Differing
Progress = Callable[[list["Step"]], Iterable["Step"]]


@dataclass(frozen=True, slots=True)
class Step:
    """One layer, or a whole model, at one n."""

    name: str
    run: Callable[[], list[Found]]


def bench(opened: Opened, settings: Settings, progress: Progress = iter) -> Bench:
    """All models of a spec; `progress` may watch the steps go by."""
    found: list[Found] = []
    kept: list[Shared] = []
    whole = wholes(opened)
    for model in opened.meaning.models:
        alone = whole.layers[model.name]
        kept += shared(whole, model)
        todo = list(_steps(whole, model, settings))
        for step in progress(todo):
            found += step.run()
        found += sums([each for each in found if isinstance(each, Row)], model.name, alone)
    return Bench(
        machine(settings.device),
        settings,
        tuple(each for each in found if isinstance(each, Row)),
        tuple(each for each in found if isinstance(each, Skipped)),
        tuple(each for each in found if isinstance(each, Differing)),
        tuple(kept),
        any(model.graphs for model in opened.meaning.models),
    )


def _steps(whole: Wholes, model: Model, settings: Settings) -> Iterator[Step]:
    parts = [value.part for value in model.values]
    for n in settings.sizes if free_sizes(model) else (None,):
        sizes = dict.fromkeys(free_sizes(model), n or 1)
        if (why := _too_large(parts, sizes, settings)) and n is not None:
            yield Step(WHOLE, partial(_not, Skipped(model.name, WHOLE, "generated", n, why)))
        else:
            yield Step(WHOLE, partial(_whole, whole, model, sizes, n, settings))
    for layer in whole.layers[model.name]:
        held = (*layer.inputs, *layer.outputs)
        free = {a.extent for p in held for a in p.axes if isinstance(a.extent, str)}
        for n in settings.sizes if free or layer.each else (None,):
            sizes = dict.fromkeys((*free, *free_sizes(model)), n or 1)
            if why := _too_large(held, sizes, settings):
                skipped = Skipped(model.name, layer.text, "generated", n, why)
                yield Step(layer.name, partial(_not, skipped))
            else:
                yield Step(layer.name, partial(_layer, model, layer, sizes, n, settings))


def _not(why: Skipped) -> list[Found]:
    return [why]


def _too_large(parts: Iterable[Part], sizes: Sizes, settings: Settings) -> str:
    most = max((prod(shape_of(part, sizes)) for part in parts), default=0) * settings.batch
    return f"a tensor of {most:,} numbers" if most > LARGEST else ""


def _whole(
    whole: Wholes, model: Model, sizes: Sizes, n: int | None, settings: Settings
) -> list[Found]:
    """The generated model, and beside it the same one with other forms of its layers."""
    made = whole_forms(whole, model, sizes, settings)
    return _all(model.name, WHOLE, made, n, settings)


def _layer(
    model: Model, layer: Alone, sizes: Sizes, n: int | None, settings: Settings
) -> list[Found]:
    """All forms of a layer, side by side."""
    made = forms(layer, sizes, _rows(model, layer, n, settings), is_complex(model))
    return _all(model.name, layer.text, made, n, settings)


def _rows(model: Model, layer: Alone, n: int | None, settings: Settings) -> int:
    """The items of a batch: of a layer along a graph, its points or its edges."""
    if not layer.each or n is None:
        return settings.batch
    on_edges = layer.each in {edges.graph.name for edges in model.graphs}
    return settings.batch * n * (min(settings.degree, n - 1) if on_edges else 1)


def _all(model: str, layer: str, made: Forms, n: int | None, settings: Settings) -> list[Found]:
    """What is missing, what differs, and the times of the rest."""
    found: list[Found] = [Skipped(model, layer, form, n, why) for form, why in made.missing.items()]
    found += [Differing(model, layer, form, n, by) for form, by in made.differing.items()]
    modules = {form: module.to(settings.device) for form, module in made.modules.items()}
    inputs = tuple(_moved(x, settings.device) for x in made.inputs)
    flat = [x for each in inputs for x in tensors_in(each)]
    return found + _timed(model, layer, modules, inputs, flat, n, settings)


def _moved(value: Any, device: str) -> Any:
    if isinstance(value, Tensor):
        return value.to(device)
    return tuple(_moved(each, device) for each in value)


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
        outputs = [y for y in tensors_in(function(*inputs)) if y.requires_grad]
        ones = [torch.ones_like(y) for y in outputs]
        return torch.autograd.grad(outputs, wanted, ones, allow_unused=True)

    return backward


def _compiled(module: nn.Module, inputs: tuple[Any, ...]) -> Callable[..., Any] | str:
    """The module by `torch.compile`, or the first line of why that fails."""
    torch._dynamo.reset()
    made: Callable[..., Any] = torch.compile(module, dynamic=False)
    try:
        made(*inputs)
    except Exception as problem:
        return (str(problem).strip().splitlines() or [type(problem).__name__])[0][:200]
    return made
