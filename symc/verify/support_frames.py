"""How functions of frames are called: with items that have no axes of their own among others."""

from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import torch
from torch import Tensor, nn

from symc.verify.support_values import gram, numbers, some

Arguments = tuple[Any, ...]


def _clouds(d: int) -> Iterator[Tensor]:
    """Vectors of items in d dimensions: at random, on a line, alike in length, all 0."""
    x = some(2, d, 5)
    line = some(2, d, 1) * some(1, 1, 5)
    ring = torch.eye(d, dtype=x.dtype).expand(2, d, d)
    yield from (x, line, ring, torch.zeros_like(x), 1e-3 * x, torch.cat([x, line]))


def _matrices(_: ModuleType) -> Iterator[Arguments]:
    for d in (1, 2, 3, 4, 5):
        yield from ((x @ x.mT,) for x in _clouds(d))
        yield (torch.diag(numbers(*range(d, 0, -1))).expand(1, d, d),)


def _guarded(_: ModuleType) -> Iterator[Arguments]:
    for d in (2, 3, 4):
        for x in _clouds(d):
            whole = x @ x.mT
            yield from ((whole, given, proper) for given in (x.mT, None) for proper in BOTH)


def _pairs(_: ModuleType) -> Iterator[Arguments]:
    for d in (2, 3):
        yield from ((x.mT, proper) for x in (*_clouds(d), some(1, d, 60)) for proper in BOTH)


def _lines(_: ModuleType) -> Iterator[Arguments]:
    for x in _clouds(3):
        share = some(len(x)).sigmoid()
        yield from ((x @ x.mT, share, proper) for proper in BOTH)


def _spectra(_: ModuleType) -> Iterator[Arguments]:
    yield from ((gram(2, d, 5), proper) for d in (1, 2, 3, 4) for proper in BOTH)


def _sheaves(_: ModuleType) -> Iterator[Arguments]:
    """Elements as matrices and as places, as many for each item or not, with and without centre."""
    turns, places = some(6, 2, 2), torch.tensor([[0, 1], [1, 0], [1, 0], [0, 1], [0, 1], [1, 0]])
    items, weights = torch.tensor([0, 0, 1, 2, 2, 2]), some(6).sigmoid()
    for element in ({"": (turns, turns.mT)}, {"": (places, places)}):
        even = (2, element, weights)
        for sheaves in ([even], [(items, element, weights)], [even, (items, element, weights)]):
            for batch in ((3,), (3, 1)):
                yield sheaves, batch
                yield sheaves, batch, some(3, 2)


def _weighed(_: ModuleType) -> Iterator[Arguments]:
    element = {"": (some(6, 2, 2), some(6, 2, 2))}
    given = [(2, element, some(6).sigmoid())]
    yield from ((given, torch.float64, rest) for rest in (None, numbers(0.0, 0.4, 1.0)))
    yield [(torch.tensor([0, 1, 2, 0, 1, 2]), element, some(6))], torch.float32, None


def _gaps(_: ModuleType) -> Iterator[Arguments]:
    """Kinds name the axes of coordinates."""
    yield (some(3, 5, 2),), ((-1,),)
    yield (some(3, 5, 1),), ((-1,),)
    yield (some(3, 5, 2), some(3, 2, 4, 2)), ((-1,), (1, -1))
    yield (some(3, 5, 2).bfloat16(),), ((-1,),)


def _scores(_: ModuleType) -> Iterator[Arguments]:
    yield (some(5, 4),)
    yield (torch.eye(4).double(),)


def _vectors(_: ModuleType) -> Iterator[Arguments]:
    for d in (2, 3, 4):
        for x in (some(3, d, d), some(3, d, d).bfloat16(), some(3, d, d).float()):
            yield from ((x, proper) for proper in BOTH)


def _counts(_: ModuleType) -> Iterator[Arguments]:
    yield from ((d,) for d in range(1, 8))


def _planes(_: ModuleType) -> Iterator[Arguments]:
    one = torch.eye(4, dtype=torch.float64)
    yield from ((one, pairs) for pairs in ([(0, 3), (1, 2)], [(0, 1)], [(2, 0), (3, 1)]))


def _ways(_: ModuleType) -> Iterator[Arguments]:
    yield (torch.tensor([[1, 2, 0], [0, 2, 1]]),)
    yield (some(2, 3, 3),)


def _rotated(_: ModuleType) -> Iterator[Arguments]:
    g = torch.linalg.qr(some(3, 3, 3))[0]
    yield from (given for each in (g, g.bfloat16()) for given in ((each,), (each, 2 * each)))


def _modules(_: ModuleType) -> Iterator[Arguments]:
    yield from ((each,) for each in (nn.Linear(2, 3).double(), nn.Identity()))


BOTH = (False, True)
FRAMES: dict[str, Callable[[ModuleType], Iterator[Arguments]]] = {
    "_spectrum": _matrices,
    "_by_turns": _matrices,
    "_spread_out": _matrices,
    "_rounds": _counts,
    "_planes": _planes,
    "_principal": _spectra,
    "_corners": _spectra,
    "_guard": _guarded,
    "_frames_of_pairs": _pairs,
    "_on_a_line": _lines,
    "_as_matrices": _sheaves,
    "_as": _weighed,
    "_gap": _gaps,
    "_likeliest_prior": _scores,
    "_upright_prior": _vectors,
    "_upright": _vectors,
    "_orthonormal": _vectors,
    "_ways": _ways,
    "_rotated": _rotated,
    "_nought": _modules,
}
"""The functions of frames that are called, with arguments of every kind."""
