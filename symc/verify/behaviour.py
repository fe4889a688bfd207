"""What every model has to do besides: sizes, batches, masks, strides, results that vary."""

from collections.abc import Callable, Iterator
from math import prod

import torch
from torch import Tensor, nn

from symc.ir.model import Model
from symc.ir.symmetry import Group, Part, tensors_of
from symc.verify.acting import Moves, movers_of
from symc.verify.edges import is_sited
from symc.verify.elements import far
from symc.verify.enforced import unplaced
from symc.verify.equivariance import errors_of, relative
from symc.verify.levels import loosened
from symc.verify.ragged import unlike, without_edges
from symc.verify.results import Spread
from symc.verify.values import (
    Sizes,
    Values,
    all_parts,
    call,
    draw,
    free_sizes,
    shape_of,
)

EXACT = 1e-9
"""The largest relative difference between two ways to compute the same in double precision."""

BATCHES: tuple[tuple[int, ...], ...] = ((), (1,), (2,), (2, 3), (0,), (3, 0))

Problem = str | None
"""What is wrong, or None."""

Look = Callable[[Model, nn.Module, Sizes], Problem]
"""A check of a model with some weights, at some sizes."""


def spread(model: Model, net: nn.Module, sizes: Sizes) -> tuple[Spread, ...]:
    """How much each result varies over 64 random inputs."""
    with torch.no_grad():
        results = call(model, net, draw(model, sizes, (64,), 3))
    found = []
    for i, y in enumerate(results):
        flat = y.reshape(len(y), -1)
        size = flat.abs().max().clamp_min(1e-30) if flat.numel() else torch.tensor(1.0)
        deviation = float(flat.std(0).max() / size) if flat.numel() else 0.0
        found.append(Spread(f"result {i}" if len(results) > 1 else "result", deviation))
    return tuple(found)


def varies(found: tuple[Spread, ...]) -> Problem:
    """Whether some result depends on the inputs; a network that is constant is equivariant, too."""
    if all(each.deviation < 1e-6 for each in found):
        return "every result is the same for all inputs"
    return None


def small_sizes(model: Model, net: nn.Module, sizes: Sizes) -> Problem:
    """Equivariance where free sizes are 1, 2 and 3, together and one by one."""
    from random import Random

    for k in (1, 2, 3):
        choices = [dict.fromkeys(sizes, k), *({**sizes, size: k} for size in sizes)]
        for small in choices:
            random = Random(k)
            left = {*loosened(model), *unplaced(model)}
            exact = [g for g in movers_of(model) if g not in left]
            moves: Moves = {g: far(g, small, random) for g in exact}
            worst = max(errors_of(model, net, small, moves, samples=3, seed=k))
            if worst > EXACT:
                named = ", ".join(f"{size} = {n}" for size, n in small.items())
                return f"an error of {worst:.1e} at {named}"
    return None


def batches(model: Model, net: nn.Module, sizes: Sizes) -> Problem:
    """Any batch axes, none and empty ones among them, give the results of single items."""
    for batch in BATCHES:
        if is_sited(model) and not prod(batch):
            continue
        values = draw(model, sizes, batch, 5)
        count = prod(batch)
        with torch.no_grad():
            whole = call(model, net, values)
            flat = [[x.reshape(count, *x.shape[len(batch) :]) for x in xs] for xs in values]
            for y, part in zip(whole, tensors_of(model.result.type), strict=True):
                if tuple(y.shape) != (*batch, *shape_of(part, sizes)):
                    return f"batch axes {batch} give a result of shape {tuple(y.shape)}"
            for i in range(count):
                alone = call(model, net, [[x[i] for x in xs] for xs in flat])
                held = [y.reshape(count, *y.shape[len(batch) :])[i] for y in whole]
                error = distance(held, alone)
                if error > EXACT:
                    return (
                        f"item {i} of batch axes {batch} differs from itself alone by {error:.1e}"
                    )
    return None


def strides(model: Model, net: nn.Module, sizes: Sizes) -> Problem:
    """Arguments need not be contiguous, and are left as they were."""
    values = draw(model, sizes, (2,), 6)
    strided = [[torch.stack([x, x], -1)[..., 0] for x in xs] for xs in values]
    copies = [[x.clone() for x in xs] for xs in values]
    with torch.no_grad():
        error = distance(call(model, net, values), call(model, net, strided))
    if error > EXACT:
        return f"arguments that are not contiguous change the result by {error:.1e}"
    same = all(
        torch.equal(x, y)
        for a, b in zip(values, copies, strict=True)
        for x, y in zip(a, b, strict=True)
    )
    return None if same else "an argument was changed"


def refuses(model: Model, net: nn.Module, sizes: Sizes) -> Problem:
    """A wrong shape is a `ValueError` that names the argument."""
    values = draw(model, sizes, (2,), 6)
    for i, argument in enumerate(model.arguments):
        part = tensors_of(argument.type)[0]
        if not part.axes and part.multiplicity is None:
            continue
        constant = part.multiplicity is not None or isinstance(part.axes[-1].extent, int)
        wrong, right = [list(xs) for xs in values], values[i][0]
        wrong[i][0] = torch.cat([right, right[..., :1]], -1) if constant else right[..., :0]
        problem = _refusal(model, net, wrong, argument.name, f"got {wrong[i][0].shape[-1]}")
        if problem:
            return f"{argument.name} of a wrong shape {problem}"
        if i and not is_sited(model):
            wrong[i] = [x[:1] for x in values[i]]
            problem = _refusal(model, net, wrong, argument.name, "got (1,)")
            if problem:
                return f"{argument.name} with other batch axes {problem}"
    return None


def _refusal(model: Model, net: nn.Module, wrong: Values, name: str, got: str) -> Problem:
    try:
        call(model, net, wrong)
    except ValueError as told:
        if name not in str(told):
            return f"is refused without its name: {told}"
        return None if got in str(told) else f"is refused without what came, {got}: {told}"
    except Exception as problem:
        return f"gives {type(problem).__name__}: {problem}"
    return "is taken"


def maskable(model: Model) -> tuple[Group, ...]:
    """The groups of free size that arguments have axes of; each may come with a mask."""
    held = {a.extent for x in model.arguments for v in x.values for a in v.part.axes}
    return tuple(g for g in model.groups if g.is_free and g.size in held)


def unmaskable(model: Model) -> str:
    """Why padding cannot be compared with a smaller set, or nothing."""
    if is_sited(model):
        return "graphs of several sizes stand end to end, and need no mask"
    if not maskable(model):
        return "no group of free size"
    names = {g.size for g in maskable(model)}
    for part in all_parts(model):
        for axis in part.axes:
            if axis.fibres:
                return "points hold fibres"
            if axis.group is None and axis.extent in names:
                return f"a plain axis has the size {axis.extent}, too"
    return ""


def masks(model: Model, net: nn.Module, sizes: Sizes) -> Problem:
    """A padded item gives what it gives alone, whatever stands at absent points; there it is 0."""
    for group in maskable(model):
        size = str(group.size)
        n, kept = max(sizes[size], 3), max(sizes[size], 3) - 2
        full = {**sizes, size: n}
        values = draw(model, full, (2,), 7)
        there = torch.arange(n) < torch.tensor([[kept], [n]])
        held = [
            [_cut(x[:1], p, size, kept) for x, p in zip(xs, tensors_of(a.type), strict=True)]
            for xs, a in zip(values, model.arguments, strict=True)
        ]
        padded = [
            [_pad(x, p, size, kept) for x, p in zip(xs, tensors_of(a.type), strict=True)]
            for xs, a in zip(values, model.arguments, strict=True)
        ]
        named = {f"{g.name}_mask": there for g in maskable(model) if g.size == group.size}
        with torch.no_grad():
            both = call(model, net, padded, **named)
            alone = call(model, net, held)
            whole = call(model, net, [[x[1:] for x in xs] for xs in values])
        parts = tensors_of(model.result.type)
        for y, first, second, part in zip(both, alone, whole, parts, strict=True):
            if not bool(torch.isfinite(y).all()):
                return f"absent points of {group.name} are read"
            cut = _cut(y[:1], part, size, kept)
            if distance([cut], [first]) > EXACT or distance([y[1:]], [second]) > EXACT:
                return f"a mask of {group.name} gives other results than a smaller set"
            rest = _pad(y[:1].clone(), part, size, kept, 0.0) - y[:1]
            if bool(rest.abs().max() > 0):
                return f"results at absent points of {group.name} are not 0"
    return None


def _places(part: Part, size: str) -> list[int]:
    return [i for i, axis in enumerate(part.axes) if axis.extent == size]


def _cut(value: Tensor, part: Part, size: str, kept: int) -> Tensor:
    """The first points of every axis of a size."""
    for i in _places(part, size):
        value = value.narrow(1 + i, 0, kept)
    return value


def _pad(value: Tensor, part: Part, size: str, kept: int, filler: float = float("nan")) -> Tensor:
    """The value with the first item's later points overwritten."""
    value = value.clone()
    for i in _places(part, size):
        value[:1].narrow(1 + i, kept, value.shape[1 + i] - kept).fill_(filler)
    return value


def distance(first: list[Tensor], second: list[Tensor]) -> float:
    """The largest relative difference; infinite where one of the two is not finite."""
    worst = 0.0
    for a, b in zip(first, second, strict=True):
        if a.shape != b.shape:
            return float("inf")
        if a.numel():
            error = float(relative(a[None], b[None]).max())
            worst = max(worst, error if error == error else float("inf"))
    return worst


BEHAVIOURS: tuple[tuple[str, Look], ...] = (
    ("batch axes", batches),
    ("strides", strides),
    ("wrong shapes", refuses),
)
"""What needs no reason to be skipped."""


def applicable(model: Model) -> Iterator[tuple[str, str, Look]]:
    """Every check by name, with the reason to skip it where there is one."""
    yield "small sizes", "" if free_sizes(model) else "no free size", small_sizes
    yield "masks", unmaskable(model), masks
    for name, check in BEHAVIOURS:
        yield name, "", check
    if model.graphs:
        yield "graphs without edges", "", without_edges
        yield "graphs of several sizes", _several(model), unlike


def _several(model: Model) -> str:
    """Why graphs of several sizes cannot be in one call, or nothing."""
    return "" if free_sizes(model) else "no free size"
