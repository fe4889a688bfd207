"""Two models side by side: the same computation, layer by layer, in equal or other spaces."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from symc.compare.leveled import is_leveled, kept, levels_of, unbroken
from symc.compare.moves import Moved, copied, moved, shape_of, started
from symc.compare.pairing import Pairing, pairing, ports
from symc.compare.probes import MOST, Probe, Sizes, mixing_of, probe, samples_for, span
from symc.compare.relation import Contained, Relation, relate
from symc.ir.model import Model, Module
from symc.ir.plan import Plan, Scheduled, Stage
from symc.ir.solution import Basis, Solution
from symc.schedule import schedule
from symc.solve import solve

if TYPE_CHECKING:
    from torch import Tensor

Verdict = Literal["loads", "migrates", "not"]
"""A checkpoint of the old model in the new one: as it is, after a migration, or not at all."""


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer of both models; dimensions are those per pair of channels."""

    name: str
    text: str
    contained: Contained
    old: int
    new: int


@dataclass(frozen=True, slots=True)
class Compared:
    """What a change means for one model.

    `shapes` are those of the old parameters; `moves` write the new ones from them.
    """

    model: str
    verdict: Verdict
    contained: Contained
    reason: str
    shapes: tuple[tuple[str, tuple[int, ...]], ...] = ()
    layers: tuple[Layer, ...] = ()
    moves: tuple[Moved, ...] = ()


@dataclass(frozen=True, slots=True)
class _Whole:
    """A spec, solved and planned."""

    module: Module
    solution: Solution
    plan: Plan


def compare(old: Module, new: Module) -> tuple[Compared, ...]:
    """Every model of either spec; models belong together by their names."""
    before, after = _whole(old), _whole(new)
    names = [m.model.name for m in before.plan.models]
    names += [m.model.name for m in after.plan.models if m.model.name not in names]
    return tuple(_model(name, before, after) for name in names)


def _whole(module: Module) -> _Whole:
    solution = solve(module)
    return _Whole(module, solution, schedule(solution))


def _model(name: str, before: _Whole, after: _Whole) -> Compared:
    found = [
        next((m for m in w.plan.models if m.model.name == name), None) for w in (before, after)
    ]
    match found:
        case [None, _]:
            return Compared(name, "not", "other", "there is no such model in the old spec")
        case [_, None]:
            return Compared(name, "not", "other", "there is no such model in the new spec")
        case [Scheduled() as old, Scheduled() as new]:
            paired = pairing(_written(before, name), _written(after, name))
            if isinstance(paired, str):
                return Compared(name, "not", "other", paired, _shapes(old))
            return _layers(name, old, new, paired, (_bases(before, name), _bases(after, name)))
    raise AssertionError(found)


def _written(whole: _Whole, name: str) -> Model:
    """The model with the operations that nothing depends on."""
    return next(model for model in whole.module.models if model.name == name)


def _shapes(model: Scheduled) -> tuple[tuple[str, tuple[int, ...]], ...]:
    found = [(p.name, shape_of(p)) for s in model.stages for p in s.parameters]
    return (*found, *((name, (1,)) for name in levels_of(model)))


def _bases(whole: _Whole, name: str) -> dict[str, Basis]:
    (solved,) = [m for m in whole.solution.models if m.model.name == name]
    return {basis.node.name: basis for basis in solved.bases}


def _layers(
    name: str,
    old: Scheduled,
    new: Scheduled,
    paired: Pairing,
    bases: tuple[dict[str, Basis], dict[str, Basis]],
) -> Compared:
    stages = ({s.name: s for s in old.stages}, {s.name: s for s in new.stages})
    shapes = _shapes(old)
    layers: list[Layer] = []
    moves: list[Moved] = []
    for first, second in paired.nodes:
        before, after = stages[0].get(first.name), stages[1].get(second.name)
        if after is None:
            continue
        if before is None:
            moves += started(after)
            continue
        if first.name not in bases[0]:
            copies = copied(before, after)
            if isinstance(copies, str):
                return Compared(name, "not", "other", copies, shapes, tuple(layers))
            moves += copies
            continue
        each = (bases[0][first.name], bases[1][second.name])
        if is_leveled(before):
            same = kept(before, after)
            if isinstance(same, str):
                return Compared(name, "not", "other", same, shapes, tuple(layers))
            relation, made = same
            layers.append(_layer(second.name, after, relation))
            moves += made
            continue
        left = (ports(first, each[0].node), ports(second, each[1].node))
        probes = (probe(each[0], old.model, left[0]), probe(each[1], new.model, left[1]))
        found = _one((before, after), each, probes, paired.sizes)
        if isinstance(found, str):
            return Compared(name, "not", "other", found, shapes, tuple(layers))
        relation, made = found
        if is_leveled(after) and relation.contained == "same":
            relation = replace(relation, contained="larger", new=probes[1].count)
        layers.append(_layer(second.name, after, relation))
        moves += made
    moves += unbroken(old, new, paired.loosened)
    return _verdict(Compared(name, "loads", "same", "", shapes, tuple(layers), tuple(moves)))


def _layer(name: str, stage: Stage, relation: Relation) -> Layer:
    return Layer(name, stage.text, relation.contained, relation.old, relation.new)


def _one(
    stages: tuple[Stage, Stage],
    bases: tuple[Basis, Basis],
    probes: tuple[Probe, Probe],
    sizes: Sizes,
) -> tuple[Relation, tuple[Moved, ...]] | str:
    """One layer: its relation and how its parameters move, or why they cannot be compared."""
    text = stages[1].text
    if max(each.count for each in probes) > MOST:
        return f"`{text}` has over {MOST:,} maps per pair of channels: too many to compare"
    samples = samples_for(probes, sizes)
    mixing = (mixing_of(bases[0]), mixing_of(bases[1]))
    first, second = (span(p, sizes, m, samples) for p, m in zip(probes, mixing, strict=True))
    relation = relate(first, second)
    made = moved(stages, bases, probes, mixing, relation)
    return made if isinstance(made, str) else (relation, made)


def _verdict(found: Compared) -> Compared:
    """The verdict, from what is known of the layers."""
    kinds = {layer.contained for layer in found.layers} - {"same"}
    lost = [layer for layer in found.layers if layer.contained in ("smaller", "other")]
    if lost:
        contained: Contained = "smaller" if kinds == {"smaller"} else "other"
        why = f"`{lost[0].text}` no longer has all of its maps: {_counts(lost[0])}"
        return replace(found, verdict="not", contained=contained, reason=why, moves=())
    if kinds:
        grown = next(layer for layer in found.layers if layer.contained == "larger")
        why = f"`{grown.text}` has more maps: {_counts(grown)}"
        return replace(found, verdict="migrates", contained="larger", reason=why)
    if all(move.is_identity for move in found.moves):
        return replace(found, reason="the same functions of the same weights")
    why = "the same functions; weights have other names, or stand for other maps"
    return replace(found, verdict="migrates", reason=why)


def _counts(layer: Layer) -> str:
    return f"{layer.old:,} per pair of channels before, {layer.new:,} now"


def differences(found: Compared, state: "Mapping[str, Tensor]") -> tuple[str, ...]:
    """What of a checkpoint are not the weights of the old model."""
    shapes = dict(found.shapes)
    lines = [f"`{name}` is missing" for name in shapes if name not in state]
    lines += [f"`{name}` is none of its weights" for name in state if name not in shapes]
    for name in shapes:
        if name in state and tuple(state[name].shape) != shapes[name]:
            has, wants = tuple(state[name].shape), shapes[name]
            lines.append(f"`{name}` has the shape {has} in place of {wants}")
    return tuple(lines)
