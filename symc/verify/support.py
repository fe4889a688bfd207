"""Functions that generated modules call, called by themselves, beside those of a fresh module.

A model takes the branches that its sizes, axes and numbers ask for; what it shares with other
models holds more of them.
"""

import inspect
import os
from collections.abc import Callable, Iterator
from copy import deepcopy
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Any, TypeAlias
from unittest.mock import patch

import torch
from torch import Tensor, nn

from symc.verify.members import same
from symc.verify.support_frames import FRAMES
from symc.verify.support_values import numbers, some

Arguments: TypeAlias = tuple[Any, ...]
Cases: TypeAlias = Callable[[ModuleType], Iterator[Arguments]]


@lru_cache(maxsize=2)
def support(mine: ModuleType, fresh: ModuleType) -> str | None:
    """The first function that gives, leaves or refuses something else."""
    with TemporaryDirectory() as folder:
        cases: dict[str, Cases] = {**FRAMES, **CASES}
        cases["_state_of"] = lambda _: _networks(Path(folder))
        for name, made in cases.items():
            functions = [vars(each).get(name) for each in (mine, fresh)]
            if not all(map(inspect.isfunction, functions)):
                continue
            for arguments in made(fresh):
                problem = _differ(name, (mine, fresh), arguments)
                if problem:
                    return problem
    return None


def _differ(name: str, modules: tuple[ModuleType, ModuleType], arguments: Arguments) -> str | None:
    """Where one call differs: as it comes, for large arrays, without derivatives, for ONNX."""
    code, held = vars(modules[1])[name].__code__, vars(modules[1])
    for told, large, grad, onnx in WAYS:
        if (large and "_is_large" not in held) or (onnx and "onnx" not in code.co_names):
            continue
        mine, fresh = (_called(each, name, arguments, large, grad, onnx) for each in modules)
        if not same(mine, fresh):
            return f"{name} gives or leaves something else{told}"
    return None


WAYS = (
    ("", False, True, False),
    (" without derivatives", False, False, False),
    (" for large arrays", True, False, False),
    (" for ONNX", False, False, True),
)


def _called(
    module: ModuleType, name: str, arguments: Arguments, large: bool, grad: bool, onnx: bool
) -> Any:
    """What is given and what becomes of the arguments, or what is raised."""
    arguments, held = deepcopy(arguments), vars(module)
    changed = {"_is_large": lambda *_: True} if large and "_is_large" in held else {}
    try:
        with (
            patch.dict(held, changed),
            patch.object(torch.onnx, "is_in_onnx_export", lambda: onnx),
            torch.set_grad_enabled(grad),
        ):
            found = held[name](*arguments)
            return _listed(found), _listed(arguments)
    except Exception as problem:
        return f"{type(problem).__name__}: {problem}"


def _listed(found: Any) -> Any:
    """Generators as what they yield."""
    if inspect.isgenerator(found):
        return [_listed(each) for each in found]
    return found.detach() if isinstance(found, Tensor) else found


def _networks(folder: Path) -> Iterator[Arguments]:
    """A network as a module, as its state, and as files of it."""
    from safetensors.torch import save_file

    net = nn.Linear(2, 3)
    with torch.no_grad():
        _ = [p.copy_(some(*p.shape)) for p in net.parameters()]
    state = {name: value.detach() for name, value in net.state_dict().items()}
    torch.save(state, folder / "net.pt")
    save_file(state, folder / "net.safetensors")
    files = (folder / "net.pt", folder / "net.safetensors")
    yield from ((each,) for each in (net, state, *files, *map(os.fspath, files), 3, [state]))


def _per(_: ModuleType) -> Iterator[Arguments]:
    yield from ((some(2, 3, 4), count) for count in (5, numbers(2.0, 3.0)))


def _mean(_: ModuleType) -> Iterator[Arguments]:
    for x in (some(2, 3, 4), some(2, 3, 4).bfloat16()):
        yield from ((x, dim, count) for dim in (1, -2) for count in (None, 3, numbers(2.0, 3.0)))


def _spread(_: ModuleType) -> Iterator[Arguments]:
    yield from ((some(2, 4), 1, count) for count in (None, 3, numbers(2.0, 3.0)))


def _permute(_: ModuleType) -> Iterator[Arguments]:
    yield some(2, 3, 4, 5), (1, 0)
    yield some(2, 3, 4, 5), (2, 0, 1)
    yield some(3, 4, 5), (1, 0)


def _shared(_: ModuleType) -> Iterator[Arguments]:
    """Orbits, signed orbits, a table; weights of one and of two axes beside the elements'."""
    orbits = torch.tensor([0, 2, 1, 3, 1, 0])
    signed = torch.tensor([1, -3, 2, -4, 2, 1], dtype=torch.int32)
    for basis in (orbits, signed, some(4, 6), some(4, 6).float()):
        yield some(4 * 5 * 7), basis, (2, 3), (4, 5, 7)
        yield some(4 * 5), basis, (6,), (4, 5)
        yield some(4 * 5 * 7), basis, (6,), (4, 5, 7)


def _check(_: ModuleType) -> Iterator[Arguments]:
    x = some(2, 3, 4)
    for axes in (("n", 4), (3, "m"), ("n", "n"), ("n", 5), (3, 4), (1, "a", "b", "c", 2)):
        for sizes in ({}, {"n": 3}, {"n": 2}):
            for batch in (None, (2,), (3,)):
                yield "x", x, axes, sizes, batch
    yield from (("x", x[:, :n], ("n", 4), {}, None, least) for n in (0, 1, 2) for least in (0, 2))
    yield "x", None, ("n",), {}, None


def _twisted(_: ModuleType) -> Iterator[Arguments]:
    """What a twist is added to, what is twisted, matrices, and orders of axes."""
    for sizes, orders in (((3, 3), ((0, 1), (1, 0))), ((2, 2, 2), ((0, 1, 2), (2, 0, 1)))):
        for batch in ((2,), ()):
            yield some(*batch, *sizes, 4), some(*batch, *sizes, 5), some(2, 5, 4), orders


def _twist(module: ModuleType) -> Iterator[Arguments]:
    yield from (rest for _, *rest in _twisted(module))  # type: ignore[misc]


def _twist_back(module: ModuleType) -> Iterator[Arguments]:
    for y, z, *rest in _twisted(module):
        yield y, z, *rest
        yield y, z, *rest, some(*z.shape)


def _steady_order(_: ModuleType) -> Iterator[Arguments]:
    key = torch.tensor([[3, 1, 2, 1], [2, 2, 0, 1]])
    yield from ((key, dim, falling) for dim in (-1, 0) for falling in (False, True))
    yield (key,)


def _edges(_: ModuleType) -> Iterator[Arguments]:
    """Edges in no order, some twice, and points that none leads to."""
    edges = torch.tensor([[3, 0, 2, 1, 3, 0, 2, 2], [1, 2, 1, 2, 1, 0, 0, 1]])
    yield from ((each, points) for each in (edges, edges[:, :0]) for points in (4, 6))


def _ends(module: ModuleType) -> Iterator[Arguments]:
    yield from (("e", *given, None) for given in _edges(module))


def _collect(module: ModuleType) -> Iterator[Arguments]:
    names = ("_scatter", "_scatter_mean", "_scatter_max")
    for function in (vars(module)[name] for name in names if name in vars(module)):
        yield function, some(4, 3), None, None
        yield function, some(4, 3), torch.tensor([0, 1, 1, 2]), 4


def _einsum(_: ModuleType) -> Iterator[Arguments]:
    left, right = some(2, 3, 4, 6), some(2, 4, 5, 6)
    yield from (("ab,bc->ca", left, right, full) for full in (False, True))
    yield "ab,bc->ca", left, right


def _epsilon(_: ModuleType) -> Iterator[Arguments]:
    for slots, legs in (
        ((), (-2, -3, -4)),
        ((-2,), (-2, -3)),
        ((-3, -2), (-2,)),
        ((-2, -3), (-3,)),
    ):
        for turned in (False, True):
            x = some(*(3,) * max(len(slots), len(legs)), 2)
            yield from ((x, 3, slots, legs, turned, plus) for plus in (None, 1))


def _matmul(_: ModuleType) -> Iterator[Arguments]:
    g = torch.tensor([1, 2, 0])
    yield g, torch.tensor([2, 0, 1, 3])
    yield g, g


def _vary(_: ModuleType) -> Iterator[Arguments]:
    """Weights of 4 elements with diagonals of one axis, or matrices of one and of two axes."""
    x, one = some(2, 3, 5, 7), numbers(0.6)
    yield x, one, (some(2, 4), some(4, 3), (3, 1))
    yield x, one, (some(2, 4), some(4, 5), (5,))
    yield x, one, (some(2, 4), some(4, 5, 5), (-3,))
    yield x, one, (some(2, 4), some(4, 15, 15), (-4, -3))
    yield x, one, (some(2, 4), some(4, 5, 5), (-3,)), (some(2, 6), some(6, 3, 3), (-4,))


def _effect(_: ModuleType) -> Iterator[Arguments]:
    yield from ((some(2, 4), numbers(0.6), effects) for effects in (some(4, 3), some(4, 3, 3)))


CASES: dict[str, Cases] = {
    "_per": _per,
    "_mean": _mean,
    "_spread": _spread,
    "_permute": _permute,
    "_shared": _shared,
    "_check": _check,
    "_twist": _twist,
    "_twist_into": _twisted,
    "_twist_back": _twist_back,
    "_steady_order": _steady_order,
    "_collect": _collect,
    "sort_edges": _edges,
    "_edges": _ends,
    "_einsum": _einsum,
    "_epsilon": _epsilon,
    "_of_pairs": _matmul,
    "_vary": _vary,
    "_effect": _effect,
}
"""The functions of support that are called, with arguments of every kind."""
