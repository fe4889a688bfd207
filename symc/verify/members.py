"""What a generated class offers besides `forward`, and what it refuses, beside a fresh module's."""

import inspect
import sys
from collections.abc import Iterator, Mapping
from copy import deepcopy
from itertools import product
from typing import Any

import torch
from torch import Tensor, nn

from symc.ir.model import Model
from symc.ir.symmetry import tensors_of
from symc.verify.edges import is_sited, points_of
from symc.verify.relaxed import residuals
from symc.verify.values import Sizes, Values, draw, packed, shape_of

GIVEN: dict[str, tuple[Any, ...]] = {
    "factor": (0.5, 2.0),
    "rate": (0.1,),
    "power": (2.0, 1.0),
    "radius": (1.0, 2.0),
    "change": (False, True),
    "samples": (2,),
    "rule": ("gradient", "fixed", "dual", "no rule"),
    "device": (None,),
    "dtype": (None, torch.float32),
}
"""What is tried for parameters by these names."""

CLOSE = 1e-9


def members(model: Model, net: nn.Module, sizes: Sizes) -> Iterator[tuple[str, Any, Any]]:
    """Every public method at every choice of arguments: a word, what it gives, what it leaves."""
    own = [n for n in dir(type(net)) if not n.startswith("_") and not hasattr(nn.Module, n)]
    for name in own:
        if not callable(inspect.getattr_static(type(net), name, None)) and not isinstance(
            inspect.getattr_static(type(net), name, None), classmethod | staticmethod
        ):
            continue
        known = enumerate(choices(model, net, sizes, getattr(net, name)))
        for i, (arguments, keywords) in known:
            word = f"{name}, call {i + 1}"
            yield word, *_called(deepcopy(net), name, arguments, keywords, model, sizes)
    yield from sorted_before(model, net, sizes)
    yield from residuals(net)


def sorted_before(model: Model, net: nn.Module, sizes: Sizes) -> Iterator[tuple[str, Any, Any]]:
    """A model on a graph whose edges are sorted before: rightly, and for more points."""
    sort = vars(sys.modules[type(net).__module__]).get("sort_edges")
    if sort is None:
        return
    arguments = list(_inputs(model, sizes))
    for more in (0, 1):
        given = list(arguments)
        for edges in model.graphs:
            given[edges.place] = sort(given[edges.place], points_of(edges, sizes) + more)
        found: Any
        try:
            with torch.no_grad():
                found = net(*given)
        except ValueError as problem:
            found = str(problem)
        yield f"sorted for {more} more", found, None


def choices(
    model: Model, net: nn.Module, sizes: Sizes, method: Any
) -> Iterator[tuple[tuple[Any, ...], dict[str, Any]]]:
    """Arguments for a method, by the names of its parameters; none where one is not known."""
    held: dict[str, tuple[Any, ...]] = {}
    inputs: tuple[Any, ...] = ()
    for name, parameter in inspect.signature(method).parameters.items():
        if parameter.kind is parameter.VAR_POSITIONAL:
            inputs = _inputs(model, sizes)
        elif name == "group":
            known = dict.fromkeys((*getattr(net, "moves", ()), *_levels(net)))
            extra = () if parameter.default is parameter.empty else (parameter.default,)
            held[name] = (*known, *extra, "no group")
        elif name == "generator":
            held[name] = (7,)
        elif name == "networks":
            held[name] = (*_networks(model, sizes), [])
        elif name == "result":
            held[name] = tuple(_results(model, net, sizes))
        elif name == "into":
            zeros = _zeros(model, sizes)
            held[name] = (None, zeros, [zeros, deepcopy(zeros)], {"no key": torch.zeros(1)})
        elif name in GIVEN:
            held[name] = GIVEN[name]
        elif parameter.default is parameter.empty:
            return
    for chosen in product(*held.values()):
        yield inputs, dict(zip(held, chosen, strict=True))


def _levels(net: Any) -> tuple[str, ...]:
    layers = getattr(net, "graded", None) or {}
    return tuple(level.group for layer in layers.values() for level in layer.levels)


def _networks(model: Model, sizes: Sizes) -> Iterator[list[Any]]:
    """Networks whose weights a model takes, as records by their keys; then some that do not fit."""
    (first, *_) = draw(model, sizes, (3,), 3)
    names = [field.key for field in getattr(model.arguments[0].type, "fields", ())]
    good = [dict(zip(names, (x[i] for x in first), strict=True)) for i in range(3)]
    yield good
    for name in names[:2]:
        yield [*good, {**good[0], name: torch.zeros(1)}]
        yield [{f"module.{key}": value for key, value in good[0].items() if key != name}]
    yield [{**good[0], "more": torch.zeros(2)}, None]


def _zeros(model: Model, sizes: Sizes) -> dict[str, Tensor]:
    """A network that takes the weights which a model gives."""
    fields = getattr(model.result.type, "fields", ())
    parts = [tensors_of(field.type)[0] for field in fields]
    shapes = (shape_of(part, sizes) for part in parts)
    return {f.key: torch.zeros(s).double() for f, s in zip(fields, shapes, strict=True)}


def _inputs(model: Model, sizes: Sizes) -> tuple[Any, ...]:
    """Arguments for two items, or one graph."""
    return packed(model, draw(model, sizes, () if is_sited(model) else (2,), 3))


def _results(model: Model, net: nn.Module, sizes: Sizes) -> Iterator[Any]:
    """What a model gives, alone, for a batch and for a batch of batches."""
    for batch in ((),) if is_sited(model) else ((), (2,), (1, 2)):
        with torch.no_grad():
            found = net(*packed(model, draw(model, sizes, batch, 3)))
        yield found


def _called(
    net: Any, name: str, arguments: Any, keywords: dict[str, Any], model: Model, sizes: Sizes
) -> tuple[Any, Any]:
    torch.manual_seed(6)
    keywords = deepcopy(keywords)
    if "generator" in keywords:
        keywords = {**keywords, "generator": torch.Generator().manual_seed(7)}
    try:
        found = getattr(net, name)(*arguments, **keywords)
        if hasattr(found, "__enter__"):
            with found, torch.no_grad():
                return net(*_inputs(model, sizes)), None
        left = dict(net.state_dict())
        with torch.no_grad():
            left["after"] = net(*_inputs(model, sizes))
        return found, left
    except Exception as problem:
        return f"{type(problem).__name__}: {problem}", None


def same(first: Any, second: Any) -> bool:
    """Whether two things that methods give are the same but for rounding."""
    match first, second:
        case Tensor(), Tensor():
            both = first.shape == second.shape and first.dtype == second.dtype
            return both and torch.allclose(first, second, CLOSE, 1e-12, equal_nan=True)
        case float() | int(), float() | int():
            one = torch.tensor((first, second), dtype=torch.float64)
            return torch.allclose(one[0], one[1], CLOSE, 1e-12, equal_nan=True)
        case Mapping(), Mapping():
            return list(first) == list(second) and all(same(first[k], second[k]) for k in first)
        case (list() | tuple(), list() | tuple()):
            return len(first) == len(second) and all(map(same, first, second))
        case nn.Module(), nn.Module():
            return True
    return type(first).__name__ == type(second).__name__ and str(first) == str(second)


def wrong_calls(model: Model, sizes: Sizes) -> Iterator[tuple[tuple[Any, ...], dict[str, Any]]]:
    """Calls whose arguments do not fit: every axis, the batch axes, edges and records."""
    good = draw(model, sizes, () if is_sited(model) else (2,), 6)
    for i, xs in enumerate(good):
        for j, x in enumerate(xs):
            for wrong in _wrong(x):
                changed: Values = [list(each) for each in good]
                changed[i][j] = wrong
                yield packed(model, changed), {}
    whole = packed(model, good)
    for i, value in enumerate(whole):
        for other in _others(value):
            yield (*whole[:i], other, *whole[i + 1 :]), {}


def _wrong(x: Tensor) -> Iterator[Tensor]:
    for axis in range(x.dim()):
        part = x.narrow(axis, 0, 1)
        yield torch.cat([x, part], axis)
        yield x.narrow(axis, 0, 0)
    yield x[0] if x.dim() else x[None]
    yield x.flatten()[:1].reshape(())
    yield x[None]
    if x.dtype == torch.int64:
        yield x + 1000
        yield -1 - x
        yield x.double()
    else:
        yield x.to(torch.int64)


def _others(value: Any) -> Iterator[Any]:
    """Values of another form; of a record also mappings, with keys missing and too many."""
    yield None
    if isinstance(value, tuple):
        names = getattr(value, "_fields", tuple(map(str, range(len(value)))))
        yield dict(zip(names, value, strict=True))
        yield value[1:]
        yield {"no key": value[0]}
        yield (*value, value[0])
