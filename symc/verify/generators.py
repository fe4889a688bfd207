"""The matrices of a group's exact generators on every kind of axis, from the definitions."""

from functools import cache

import torch
from torch import Tensor

from symc.algebra import closure
from symc.algebra.acting import finite_of, images_in, listed
from symc.algebra.exact import generators_of
from symc.algebra.matrices import Square, square, times
from symc.algebra.numbers import approximate, read
from symc.ir.symmetry import Group

INDUCED = "induced:"


@cache
def represented(group: Group, position: int, label: str) -> Tensor:
    """The matrix of a finite generator on an axis; `sign` is that of the points, signs dropped."""
    generator = numbers(finite_of(generators_of(group))[position])
    if label.startswith(INDUCED):
        return _induced(label, position)
    match label:
        case "":
            return generator
        case "det":
            found: Tensor = torch.linalg.det(generator)
            return found.reshape(1, 1)
        case "sign":
            found = torch.linalg.det(generator.abs())
            return found.reshape(1, 1)
        case "trivial":
            return torch.ones(1, 1, dtype=torch.float64)
        case "regular":
            return _regular(group, position)
    raise KeyError(label)


@cache
def derived(group: Group, position: int, label: str) -> Tensor:
    """The matrix of an element of the Lie algebra on an axis."""
    flow = numbers(square(generators_of(group).algebra[position]))
    match label:
        case "":
            return flow
        case "det":
            return flow.trace().reshape(1, 1)
        case "sign" | "trivial":
            return torch.zeros(1, 1, dtype=torch.float64)
    raise KeyError(label)


def numbers(rows: Square) -> Tensor:
    """An exact matrix in double precision; complex only where an entry is."""
    entries = [[approximate(x) for x in row] for row in rows]
    whole = torch.tensor(entries, dtype=torch.complex128)
    return whole if bool(whole.imag.any()) else whole.real.clone()


def signed(images: tuple[int, ...]) -> Tensor:
    """The matrix that sends point i to `images[i]`, or to minus `~images[i]` where negative."""
    whole = torch.zeros(len(images), len(images), dtype=torch.float64)
    for i, to in enumerate(images):
        whole[to if to >= 0 else ~to, i] = 1 if to >= 0 else -1
    return whole


def _regular(group: Group, position: int) -> Tensor:
    """Left multiplication: 1, r, ..., m, mr, ... in C(n) and D(n), else as listed."""
    n = group.size
    assert isinstance(n, int)
    if group.family == "C":
        return signed(tuple((i + 1) % n for i in range(n)))
    if group.family == "D":
        turn = (*((i + 1) % n for i in range(n)), *(n + (i - 1) % n for i in range(n)))
        mirror = (*range(n, 2 * n), *range(n))
        return signed((turn, mirror)[position])
    generators = generators_of(group)
    images = images_in(generators)
    if images is not None:
        every = closure.elements(images)
        place = {element: i for i, element in enumerate(every)}
        return signed(tuple(place[closure.compose(images[position], each)] for each in every))
    places = listed(generators)
    by = finite_of(generators)[position]
    return signed(tuple(places[times(by, each)] for each in places))


def _induced(label: str, position: int) -> Tensor:
    """The matrix that the label of an induced axis holds for a generator."""
    word = label.removeprefix(INDUCED).split(";")[position]
    if not word.startswith("|"):
        return signed(tuple(map(int, word.split(","))))
    rows = tuple(tuple(read(x) for x in row.split(",")) for row in word[1:].split("|"))
    return numbers(rows)
