"""Each linear or bilinear layer by itself: the rank of its weights, and means over points."""

from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from symc.ir.model import Bilinear, Linear, Model, Node
from symc.ir.parameters import Coupling, Parameter
from symc.ir.plan import Stage
from symc.ir.solution import Basis
from symc.ir.symmetry import Extent, Part
from symc.verify.equivariance import relative
from symc.verify.loading import Opened
from symc.verify.probe import Hidden, Probe
from symc.verify.results import Check, Rank
from symc.verify.values import Sizes, draw, kind_of, random_value, shape_of

MORE = 8
"""How many equations there are beyond the number of unknowns."""

ITEMS = 8
"""How many inputs go through a layer at once."""

GAP = 1e-8
"""Singular values below this part of the largest count as zero."""


@dataclass(frozen=True, slots=True)
class Layer:
    """A linear or bilinear node with its bases and its parameters.

    `probe` is the layer at chosen inputs; in `apart`, both operands of a product are random numbers
    where their channels are mixed, so that they differ even where they are one value. There is
    one input for each of so many points or edges as `sites` says.
    """

    node: Node
    basis: Basis
    parameters: tuple[Parameter, ...]
    inputs: tuple[tuple[str, Part], ...]
    sites: dict[str, Extent]
    probe: Probe
    apart: Probe


def layers_of(opened: Opened, model: Model) -> Iterator[Layer | Hidden]:
    """Every layer that has bases; `Hidden` for one whose values `forward` does not name."""
    parts = {v.name: v.part for a in model.arguments for v in a.values}
    parts |= {v.name: v.part for node in model.nodes for v in node.outputs}
    lengths: dict[str, Extent] = {group.name: group.size for group in model.groups}
    sites = {v.name: lengths.get(v.each, v.each) for v in model.values if v.each}
    stages = {stage.name: stage for stage in opened.scheduled(model).stages}
    for basis in opened.solved(model).bases:
        node = basis.node
        names = tuple(dict.fromkeys(node.inputs))
        parameters = exact_parameters(stages[node.name])
        if not parameters and stages[node.name].layer is not None:
            continue
        channelwise = isinstance(node.op, Bilinear) and node.op.mode == "channelwise"
        mixed = [p.name for p in parameters if channelwise and not isinstance(p, Coupling)]
        try:
            outputs = tuple(v.name for v in node.outputs)
            probe = Probe(opened, model, names, outputs)
            apart = Probe(opened, model, names, outputs, tuple(mixed)) if mixed else probe
        except Hidden as hidden:
            yield hidden
            continue
        inputs = tuple((name, parts[name]) for name in names)
        yield Layer(node, basis, parameters, inputs, sites, probe, apart)


def exact_parameters(stage: Stage) -> tuple[Parameter, ...]:
    """The weights of the maps that keep all symmetries: bands have no bases here."""
    if stage.layer is None:
        return stage.parameters
    whole = [each for mixed in stage.layer.mixed for each in mixed.whole]
    bands = {band.name for each in whole for band in each.bands if band is not None}
    return tuple(each for each in stage.parameters if each.name not in bands)


def ranks(
    model: Model, net: nn.Module, layer: Layer, sizes: Sizes, largest: int
) -> Iterator[Rank | Check]:
    """One rank for each output of a layer: of the weights that feed one channel of it."""
    for target, value in enumerate(layer.node.outputs):
        solved = _solved(layer, target)
        if solved > largest:
            why = f"{value.name} has {solved:,} maps into a channel, and {largest:,} are tried"
            yield Check("rank", "skipped", why)
            continue
        found, weights = _rank(model, net, layer, sizes, target, solved)
        yield Rank(layer.node.text, value.name, solved, found, weights)


def sizes_for(layer: Layer, sizes: Sizes) -> Sizes:
    """Sizes at which the generic bases are independent: as many points as slots."""
    parts = [part for _, part in layer.inputs] + [v.part for v in layer.node.outputs]
    several = 2 if isinstance(layer.node.op, Bilinear) else 1
    most = dict(sizes)
    for size, n in sizes.items():
        slots = max(sum(axis.extent == size for axis in part.axes) for part in parts)
        target = max(sum(axis.extent == size for axis in v.part.axes) for v in layer.node.outputs)
        most[size] = max(n, several * slots + target)
    return most


def repeated(layer: Layer) -> str:
    """Why weights are known by their sums only, or nothing: a value is read twice.

    Maps of a sum of it with itself, or products of all its channels with all, in both orders.
    """
    op, inputs = layer.node.op, layer.node.inputs
    if not isinstance(op, Bilinear):
        return "adds up maps of one value" if len(set(inputs)) < len(inputs) else ""
    if op.mode == "channelwise" or not set(inputs[: op.split]) & set(inputs[op.split :]):
        return ""
    return "multiplies a value by itself, all channels with all"


def means(model: Model, net: nn.Module, layer: Layer, sizes: Sizes) -> str | None:
    """On inputs that are the same at all points, results do not depend on how many there are."""
    small = {size: n - 1 for size, n in sizes.items()}
    kind = kind_of(model, torch.float64)
    results = []
    for each in (small, sizes):
        generator = torch.Generator().manual_seed(9)
        one = dict.fromkeys(sizes, 1)
        given = {
            name: random_value(part, one, (2,), generator, kind).expand(2, *shape_of(part, each))
            for name, part in layer.inputs
        }
        with torch.no_grad():
            results.append(layer.probe(net, draw(model, each, (2,)), given))
    for first, second, value in zip(*results, layer.node.outputs, strict=True):
        cut = second
        for i, n in enumerate(first.shape):
            cut = cut.narrow(i, 0, n)
        error = float(relative(cut, first).max())
        if not error <= 1e-9:
            return f"{value.name} of {layer.node.text} depends on the number of points: {error:.1e}"
    return None


def _solved(layer: Layer, target: int) -> int:
    """How many maps the bases have into one channel, constants among them."""
    total = 0
    for pair in layer.basis.pairs:
        if pair.target != target:
            continue
        maps = pair.dimension
        match layer.node.op, pair.sources:
            case Linear(), (source,):
                total += maps * _channels(layer, source)
            case Bilinear(mode="full"), (left, right):
                total += maps * _channels(layer, left) * _channels(layer, right)
            case _:
                total += maps
    return total


def _channels(layer: Layer, position: int) -> int:
    parts = dict(layer.inputs)
    return parts[layer.node.inputs[position]].channels


def _rank(
    model: Model, net: nn.Module, layer: Layer, sizes: Sizes, target: int, solved: int
) -> tuple[int, int]:
    """The rank of the derivatives of one channel by the weights, and how many are not zero."""
    chosen = _linear_weights(net, layer)
    part = layer.node.outputs[target].part
    generator = torch.Generator().manual_seed(target)
    rows: list[Tensor] = []
    while len(rows) < solved + MORE:
        y = _outputs(model, net, layer, sizes, generator)[target]
        y = y if part.multiplicity is None else y.select(-1, part.channels // 2)
        for item in y:
            way = torch.randn(item.shape, generator=generator, dtype=y.dtype)
            found = torch.autograd.grad(item, chosen, way, retain_graph=True, allow_unused=True)
            rows.append(_row(found, chosen))
    whole = torch.stack(rows)
    used = whole[:, whole.abs().amax(0) > GAP * whole.abs().max()]
    if not used.numel():
        return 0, 0
    singular = torch.linalg.svdvals(used / used.norm(dim=0))
    return int((singular > GAP * singular.max()).sum()), used.shape[1]


def _row(found: tuple[Tensor | None, ...], weights: list[Tensor]) -> Tensor:
    pairs = zip(found, weights, strict=True)
    return torch.cat([(torch.zeros_like(w) if g is None else g).flatten() for g, w in pairs])


def _linear_weights(net: nn.Module, layer: Layer) -> list[Tensor]:
    """The parameters in which a layer is linear: of a channelwise product the couplings alone."""
    named = dict(net.named_parameters())
    kinds = layer.parameters
    if isinstance(layer.node.op, Bilinear) and layer.node.op.mode == "channelwise":
        kinds = tuple(p for p in kinds if isinstance(p, Coupling))
    return [named[parameter.name] for parameter in kinds]


def _outputs(
    model: Model, net: nn.Module, layer: Layer, sizes: Sizes, generator: torch.Generator
) -> tuple[Tensor, ...]:
    """The layer's outputs at some random inputs."""
    kind = kind_of(model, torch.float64)
    given = {
        name: random_value(part, sizes, (_rows(layer, name, sizes),), generator, kind)
        for name, part in layer.inputs
    }
    return layer.apart(net, draw(model, sizes, (ITEMS,)), given)


def _rows(layer: Layer, name: str, sizes: Sizes) -> int:
    """How many of a value there are in a batch: one for each item, point or edge."""
    count = layer.sites.get(name, 1)
    return ITEMS * (sizes[count] if isinstance(count, str) else count)
