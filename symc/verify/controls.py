"""Moves that are no elements of a group: a model that does not notice them proves nothing."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

import torch
from torch import Tensor

from symc.ir.model import Model
from symc.ir.symmetry import Group, tensors_of
from symc.verify.acting import act, act_on_values, coordinates, movers, multiply
from symc.verify.edges import order_of
from symc.verify.elements import Element, around, concrete, extent_of, far, generating
from symc.verify.equivariance import Move, Net, compare
from symc.verify.results import Control
from symc.verify.values import Sizes, Values, all_parts, draw, kind_of, random_value

NOTICED = 1e-3
"""The least relative error of a control."""


@dataclass(frozen=True, slots=True)
class Outsider:
    """A general matrix on every axis of a group, the same in every fibre.

    On dual axes it is the inverse transpose, or with `alike` the matrix itself.
    """

    group: Group
    base: tuple[int, ...]
    alike: bool

    def matrix(self, label: str, dual: bool) -> Tensor:
        """The matrices on an axis."""
        n = extent_of(self.group, label)
        generator = torch.Generator().manual_seed(17 + n)
        noise = torch.randn(n, n, generator=generator, dtype=torch.float64)
        made: Tensor = torch.linalg.qr(noise).Q * torch.linspace(1.1, 1.6, n).double()
        if dual and not self.alike:
            made = torch.linalg.inv(made).T
        return made.expand(*self.base, n, n)


@dataclass(frozen=True, slots=True)
class Outside:
    """A move of all inputs, and the move of the results that it is held against."""

    what: str
    inputs: Callable[[Values], Values]
    results: Move


def control(model: Model, net: Net, sizes: Sizes, group: Group, seed: int = 0) -> Control:
    """The first move outside the group that a model notices, or the one it notices most."""
    if not _moves(model, sizes, group):
        return Control(group.name, "", 0.0, NOTICED, "nothing is moved by its elements")
    best = (0.0, "")
    values = draw(model, sizes, (4,), seed)
    for each in _outside(model, sizes, group, seed):
        moved = each.inputs(values)
        error = max(compare(model, net, values, moved, each.results, torch.float64))
        best = max(best, (error, each.what))
        if error > NOTICED:
            break
    return Control(group.name, best[1], best[0], NOTICED)


def _outside(model: Model, sizes: Sizes, group: Group, seed: int) -> Iterator[Outside]:
    whole, base = concrete(group, sizes), around(group, sizes)
    element = far(group, sizes, Random(seed + 17))
    for alike in (False, True):
        moves = {group: Outsider(whole, base, alike)}
        yield Outside(
            "dual axes moved like others" if alike else "all axes moved by a general matrix",
            lambda values, moves=moves: act_on_values(model, values, moves),  # type: ignore[misc]
            lambda y, part, moves=moves: act(y, part, moves),  # type: ignore[misc]
        )
    yield Outside(
        "one axis moved alone", lambda values: _first(model, values, element), lambda y, part: y
    )
    moved = {group: element}
    yield Outside(
        "inputs moved alone", lambda values: act_on_values(model, values, moved), lambda y, part: y
    )


def _first(model: Model, values: Values, element: Element) -> Values:
    """The values with the first axis of the group moved."""
    found, done = [list(xs) for xs in values], False
    for i, argument in enumerate(model.arguments):
        for j, part in enumerate(tensors_of(argument.type)):
            if part.is_flat:
                if not done and any(_is_of(moving, element) for moving in part.groups):
                    found[i][j], done = act(found[i][j], part, {element.group: element}), True
                continue
            own = [k for k, c in enumerate(coordinates(part)) if _is_of(c.group, element)]
            if own and not done:
                c = coordinates(part)[own[0]]
                matrices: list[Tensor | None] = [None] * len(coordinates(part))
                matrices[own[0]] = element.matrix(c.label, c.dual)
                found[i][j], done = multiply(found[i][j], part, matrices), True
    return found


def _is_of(group: Group | None, element: Element) -> bool:
    return group is not None and group.name == element.group.name


def _moves(model: Model, sizes: Sizes, group: Group) -> bool:
    """Whether some generator moves some value as a whole, or edges.

    Two axes that are moved by signs are one that is not moved.
    """
    if group in map(order_of, model.graphs):
        return sizes[group.name] > 1
    generator = torch.Generator().manual_seed(3)
    kind = kind_of(model, torch.float64)
    for part in all_parts(model):
        if group not in movers((part,)):
            continue
        value = random_value(part, sizes, (1,), generator, kind)
        for element in generating(group, sizes):
            moved = act(value, part, {group: element})
            if value.numel() and float((moved - value).abs().max()) > 1e-9:
                return True
    return False
