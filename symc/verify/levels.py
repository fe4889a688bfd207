"""Models whose symmetries are not all exact: what was promised of each, and what is so."""

from collections.abc import Iterator
from copy import deepcopy
from itertools import combinations
from math import inf, sqrt
from random import Random
from typing import Any

import torch
from torch import Tensor, nn

from symc.ir.levels import Level
from symc.ir.model import Model
from symc.ir.symmetry import Group, tensors_of
from symc.verify.elements import far
from symc.verify.equivariance import TOLERANCES, errors_of
from symc.verify.level_results import GroupLevel, LayerLevel
from symc.verify.relaxed import relaxed_groups, relaxed_layers, together
from symc.verify.results import Distribution, Errors
from symc.verify.values import Sizes, Values, call, draw, packed

ELEMENTS, INPUTS = 8, 64
"""How many elements are tried, and on how many inputs each."""


def loosened(model: Model) -> frozenset[Group]:
    """The groups that some layer need not keep."""
    leveled = {each.group for node in model.nodes for each in node.levels}
    return frozenset(leveled | relaxed_groups(model).keys())


def is_leveled(net: nn.Module) -> bool:
    """Whether a module knows of levels of its layers."""
    return bool(getattr(net, "graded", None))


def level_parameters(net: nn.Module) -> frozenset[str]:
    """The levels that no output depends on: they are learned by what is added to the loss."""
    if not is_leveled(net):
        return frozenset()
    layers: Any = net.graded
    held = (level for layer in layers.values() for level in layer.levels)
    return frozenset(level.learned for level in held if level.learned and level.kind != "bound")


def band_parameters(net: nn.Module) -> frozenset[str]:
    """The weights that break symmetries."""
    held: Any = getattr(net, "band_parameters", {})
    return frozenset(name for bands in held.values() for band in bands for name in band)


def snapped(net: nn.Module) -> nn.Module:
    """The module without what breaks symmetries, if it can break any."""
    made: Any = net
    if is_leveled(net):
        made.snap_()
    return net


def kept_subgroups(model: Model) -> dict[Group, Group]:
    """Subgroups that all layers keep exactly, each with the group that moves the axes."""
    found: dict[Group, Group] = {}
    for group in loosened(model) - relaxed_groups(model).keys():
        held = [each.levels for node in model.nodes for each in node.levels if each.group == group]
        towards = {tuple(level.toward for level in levels) for levels in held}
        if len(towards) == 1:
            (only,) = towards
            if len(only) == 1 and only[0] is not None:
                found[only[0]] = group
    return found


def errors_under(
    model: Model, net: nn.Module, sizes: Sizes, sub: Group, group: Group, samples: int
) -> Errors:
    """The errors under a subgroup of the group that moves the axes: it is kept exactly."""
    random, found = Random(0), []
    for i in range(samples):
        element = far(sub, sizes, random)
        found += errors_of(model, net, sizes, {group: element}, torch.float64, samples, i)
    tolerance = TOLERANCES[torch.float64]
    size = tuple(sizes.items())
    return Errors(sub.name, "far", "float64", size, Distribution.of(found), tolerance)


def level_findings(model: Model, net: nn.Module, sizes: Sizes) -> Iterator[GroupLevel]:
    """One finding for each group that has a level."""
    words: dict[str, list[str]] = {}
    for node in model.nodes:
        for each in node.levels:
            for level in each.levels:
                words.setdefault(level.group.name, []).append(_word(level))
    amounts = _levels(net)
    for group, told in words.items():
        if isinstance(amounts.get(group), float):
            yield _group(model, net, sizes, group, "; ".join(dict.fromkeys(told)))
    for varied, word in relaxed_groups(model).items():
        both = dict.fromkeys((*words.get(varied.name, ()), word))
        yield _relaxed(model, net, sizes, varied.name, "; ".join(both))


def _levels(net: nn.Module) -> dict[str, object]:
    made: Any = net
    return dict(made.levels()) if is_leveled(net) else {}


def _word(level: Level) -> str:
    return str(level).partition(": ")[2]


def _group(model: Model, net: nn.Module, sizes: Sizes, group: str, level: str) -> GroupLevel:
    made: Any = net
    amount = float(made.levels()[group])
    layers = tuple(_layers(net, group))
    energy = made.band_energy().get(group, {"fraction": 0.0})["fraction"]
    certified = None if amount == inf else float(made.certificate(group)["bound"])
    found = lie = rest = None
    why = ""
    if group not in made.moves:
        why = "its elements are not written out: nothing was measured"
    elif any(each.reach for layer in made.graded.values() for each in layer.levels):
        why = "elements are not drawn up to the range that is meant"
    else:
        found = _violation(model, net, sizes, group)
        rest = _rest(model, net, sizes, group)
        lie = _lie(model, net, sizes, group)
    return GroupLevel(group, level, amount, certified, found, lie, rest, energy, layers, why)


def _relaxed(model: Model, net: nn.Module, sizes: Sizes, group: str, level: str) -> GroupLevel:
    """A group that weights vary over; without what varies, and without bands, it is exact."""
    made: Any = net
    layers = [*_layers(net, group), *relaxed_layers(net, group)]
    ratio, energy = together(layers)
    certified = float(made.certificate(group)["bound"])
    if group not in made.moves:
        why = "its elements are not written out: nothing was measured"
        return GroupLevel(
            group, level, ratio, certified, None, None, None, energy, tuple(layers), why
        )
    found = _violation(model, net, sizes, group)
    rest = _violation(model, snapped(deepcopy(net)), sizes, group)
    return GroupLevel(group, level, ratio, certified, found, None, rest, energy, tuple(layers))


def _rest(model: Model, net: nn.Module, sizes: Sizes, group: str) -> float | None:
    """The violation that is left without the bands that break a group; None where they are one."""
    made: Any = deepcopy(net)
    if any(layer.views for layer in made.graded.values()):
        return None
    for name, layer in made.graded.items():
        broken = {i for i, level in enumerate(layer.levels) if level.group == group}
        for breaks, band in zip(layer.bands, made._band_parameters(name), strict=True):
            for parameter in band if broken & set(breaks) else ():
                parameter.data.zero_()
    return _violation(model, made, sizes, group)


def _layers(net: nn.Module, group: str) -> Iterator[LayerLevel]:
    made: Any = net
    with torch.no_grad():
        for name, layer in made.graded.items():
            for number, level in enumerate(layer.levels):
                if level.group == group:
                    yield _layer(made, name, layer, number, level)


def _layer(net: Any, name: str, layer: Any, number: int, level: Any) -> LayerLevel:
    whole, broken = net._whole(name), net._broken(name, number)
    kept = [w if b is None else w - b for w, b in zip(whole, broken, strict=True)]
    total = _energy(whole) + (net._reference(layer, ()) ** 2 if layer.residual else 0.0)
    slope = rest = None
    if group_has_algebra(net, level.group):
        slope, rest = (_slope(net, layer, level.group, each, total) for each in (whole, kept))
    ratio = _ratio(net, layer, level, broken, kept)
    amount = float(net.amount(level))
    energy = _energy(broken) / max(total, 1e-300)
    return LayerLevel(name, amount, ratio, energy, slope, rest, level.kind == "bound")


def group_has_algebra(net: Any, group: str) -> bool:
    """Whether elements of the Lie algebra of a group are known to a module."""
    return group in net.moves and net.moves[group].dimension > 0


def _slope(net: Any, layer: Any, group: str, matrices: Any, total: float) -> float:
    """The length of the Lie derivative of some matrices, in units of the layer's length."""
    rows = net._derivatives(layer, group, tuple(matrices), frozenset())
    return sqrt(sum(_energy(each) for each in rows) / max(total, 1e-300))


def _ratio(net: Any, layer: Any, level: Any, broken: Any, kept: Any) -> float:
    """||broken|| / ||kept|| in the norm of a level: the largest over means and deviations."""
    pairs = []
    for count in range(len(layer.free) + 1):
        for standard in map(frozenset, combinations(layer.free, count)):
            lost = layer.matrix(broken, standard)
            held = layer.matrix(kept, standard, False)
            pairs.append((_length(net, layer, level, broken, lost, standard), _norm(held, level)))
    if level.norm != "op":
        return max((a / max(_own(layer, b), 1e-300) for a, b in pairs if a), default=0.0)
    top = max(_own(layer, b) for _, b in pairs)
    return max(a for a, _ in pairs) / max(top, 1e-300)


def _own(layer: Any, norm: float) -> float:
    """A residual layer is beside the identity, which counts as its exact part."""
    return max(norm, 1.0) if layer.residual else norm


def _norm(matrix: Tensor | None, level: Any) -> float:
    if matrix is None:
        return 0.0
    return float(torch.linalg.matrix_norm(matrix, 2 if level.norm == "op" else "fro"))


def _length(net: Any, layer: Any, level: Any, broken: Any, lost: Any, standard: Any) -> float:
    if level.norm == "rate" and lost is not None:
        rows = net._derivatives(layer, level.group, tuple(broken), standard)
        return sqrt(sum(_energy(each) for each in rows))
    return _norm(lost, level)


def _energy(matrices: Any) -> float:
    return sum(float(m.abs().square().sum()) for m in matrices if m is not None)


def _unit(model: Model, sizes: Sizes) -> Values:
    """Random arguments of size 1: all together, at the largest point of a free size."""
    values = draw(model, sizes, (INPUTS,), 3)
    total = torch.zeros(INPUTS, dtype=torch.float64)
    for argument, xs in zip(model.arguments, values, strict=True):
        for part, x in zip(tensors_of(argument.type), xs, strict=True):
            total = total + _squares(x, part, mean=False)
    scale = total.sqrt().clamp_min(1e-300)
    return [[x / scale.view(-1, *(1,) * (x.dim() - 1)) for x in xs] for xs in values]


def _squares(x: Tensor, part: Any, mean: bool) -> Tensor:
    """The sum of squares of every item; over free sizes the mean, or the largest."""
    found = x.abs().square()
    if part.multiplicity is not None:
        found = found.sum(-1)
    for i in reversed(range(len(part.axes))):
        if isinstance(part.axes[i].extent, int):
            found = found.sum(i + 1)
        else:
            found = found.mean(i + 1) if mean else found
    while found.dim() > 1:
        found = found.amax(-1)
    return found


def _violation(model: Model, net: nn.Module, sizes: Sizes, group: str) -> float:
    """The largest ||f(g x) - g f(x)|| over some elements and inputs of size 1."""
    made: Any = net
    moves, values = made.moves[group], _unit(model, sizes)
    generator = torch.Generator().manual_seed(4)
    flat = [x for xs in values for x in xs]
    parts, worst = tensors_of(model.result.type), 0.0
    with torch.no_grad():
        plain = call(model, net, values)
        for _ in range(ELEMENTS):
            element = moves.element(generator)
            rest = iter(moves.apply(element, flat, moves.arguments))
            after = call(model, net, [[next(rest) for _ in xs] for xs in values])
            wanted = moves.apply(element, plain, moves.results)
            gaps = zip(after, wanted, parts, strict=True)
            each = [_squares(a - b, part, mean=True) for a, b, part in gaps]
            worst = max(worst, float(torch.stack(each).sum(0).sqrt().max()))
    return worst


def _lie(model: Model, net: nn.Module, sizes: Sizes, group: str) -> float | None:
    """The length of the Lie derivative, the root of the mean of squares over inputs of size 1."""
    made: Any = net
    if not group_has_algebra(net, group):
        return None
    found = made.lie_derivative(*packed(model, _unit(model, sizes)), group=group)
    return float(found["total"]) / sqrt(INPUTS)
