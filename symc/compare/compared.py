"""Two models side by side: the same computation, layer by layer, in equal or other spaces."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from symc.compare.layers import Layer, compare_layer
from symc.compare.leveled import unbroken
from symc.compare.moves import Moved, started
from symc.compare.pairing import pairing
from symc.compare.pairs import Pairing
from symc.compare.relation import Contained
from symc.compare.whole import Read, Shapes, Whole, whole
from symc.ir.model import Extern, Module
from symc.ir.submodels import Submodel

if TYPE_CHECKING:
    from torch import Tensor

Verdict = Literal["loads", "migrates", "not"]
"""A checkpoint of the old model in the new one: as it is, after a migration, or not at all."""


@dataclass(frozen=True, slots=True)
class Compared:
    """What a change means for one model.

    `shapes` are those of the old parameters; `moves` write the new ones from them. Parameters of
    modules of the user's, whose names begin with the first of a pair in `foreign`, are taken over
    with the second in its place. `notes` say where it takes or returns numbers in another order, or
    so many points where it took any number.
    """

    model: str
    verdict: Verdict
    contained: Contained
    reason: str
    shapes: Shapes = ()
    layers: tuple[Layer, ...] = ()
    moves: tuple[Moved, ...] = ()
    foreign: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()


def compare(old: Module, new: Module) -> tuple[Compared, ...]:
    """Every model of either spec; models belong together by their names."""
    before, after = whole(old), whole(new)
    names = [*before.names, *(name for name in after.names if name not in before.names)]
    both = _Comparison(before, after)
    return tuple(both.model((name, name)) for name in names)


class _Comparison:
    """The models of one spec in those of another; what is called often is compared once."""

    def __init__(self, before: Whole, after: Whole) -> None:
        self.before, self.after = before, after
        self.known: dict[tuple[str, str], Compared] = {}

    @cached_property
    def back(self) -> "_Comparison":
        """The other way round."""
        return _Comparison(self.after, self.before)

    def model(self, names: tuple[str, str]) -> Compared:
        """An old model in a new one, or how it is less."""
        found = self.forth(names)
        if found.verdict == "not" and found.contained == "other":
            larger = self.back.forth((names[1], names[0])).contained == "larger"
            return replace(found, contained="smaller") if larger else found
        return found

    def forth(self, names: tuple[str, str]) -> Compared:
        """An old model in a new one."""
        if names not in self.known:
            self.known[names] = self._afresh(names)
        return self.known[names]

    def _afresh(self, names: tuple[str, str]) -> Compared:
        sides = zip(names, (self.before, self.after), ("old", "new"), strict=True)
        for name, each, which in sides:
            if name not in each.names:
                return Compared(name, "not", "other", f"there is no such model in the {which} spec")
        old, new = self.before.reads[names[0]], self.after.reads[names[1]]
        old = old.beside(new)
        paired = pairing(old.written, new.written, (old.ports, new.ports))
        empty = Compared(names[1], "not", "other", "", old.shapes)
        if isinstance(paired, str):
            return replace(empty, reason=paired)
        return _layers(empty, old, new, paired, self._inner(old, new, paired))

    def _inner(self, old: Read, new: Read, paired: Pairing) -> list[tuple[str, Compared]]:
        """The models that calls are of, and the networks that canonicalize, by what is written."""
        found: list[tuple[str, Compared]] = []
        for pair in paired.pairs:
            first, second = old.modules.get(pair.old.name), new.modules.get(pair.new.name)
            if first is not None and second is not None:  # what is not computed has no module
                modules, models = (first.module, second.module), (first.name, second.name)
                found.append((pair.new.text, self._within(modules, models)))
        for (first_name, before), (second_name, after) in zip(
            old.networks, new.networks, strict=True
        ):
            inner = self._within((first_name, second_name), (before, after))
            found.append(("by canonical", inner))
        return found

    def _within(self, modules: tuple[str, str], models: tuple[str, str]) -> Compared:
        """Models within others, with the names of their weights as these have them."""
        found = self.model(models)
        prefixes = (f"{modules[0]}.", f"{modules[1]}.")
        return replace(
            found,
            moves=tuple(move.within(*prefixes) for move in found.moves),
            foreign=tuple((prefixes[0] + a, prefixes[1] + b) for a, b in found.foreign),
        )


def _layers(
    empty: Compared,
    old: Read,
    new: Read,
    paired: Pairing,
    within: list[tuple[str, Compared]],
) -> Compared:
    """All layers, and all that is within the models."""
    layers: list[Layer] = []
    moves: list[Moved] = []
    foreign: list[tuple[str, str]] = []
    wider = list(paired.wider)
    for text, inner in within:
        if inner.verdict == "not":
            return replace(empty, reason=f"`{text}` calls {inner.model}: {inner.reason}")
        if inner.contained == "larger":
            wider.append(f"`{text}` calls {inner.model}: {inner.reason}")
        moves += inner.moves
        foreign += inner.foreign
    for pair in paired.pairs:
        if isinstance(pair.new.op, Submodel):
            continue
        if isinstance(pair.new.op, Extern) and pair.new.name in new.foreign:
            foreign.append((f"{old.foreign[pair.old.name]}.", f"{new.foreign[pair.new.name]}."))
        found = compare_layer(pair, old, new, paired)
        if isinstance(found, str):
            return replace(empty, reason=found, layers=tuple(layers))
        layers += found.layers
        moves += found.moves
    for node in paired.alone:
        if isinstance(node.op, Submodel | Extern):
            return replace(empty, reason=f"`{node.text}` is new", layers=tuple(layers))
        if node.name in new.stages:
            wider.append(f"`{node.text}` is new")
            moves += started(new.stages[node.name].parameters)
    moves += unbroken(old.scheduled, new.scheduled, paired.loosened)
    made = replace(empty, verdict="loads", contained="same", layers=tuple(layers))
    cut = () if old.parted is None else old.parted.notes
    notes = (*paired.notes, *paired.lengths, *cut)
    made = replace(made, moves=tuple(moves), foreign=tuple(foreign), notes=notes)
    return _verdict(made, tuple(wider), ", of numbers in another order" if paired.notes else "")


def _verdict(found: Compared, wider: tuple[str, ...], where: str) -> Compared:
    """The verdict, from what is known of the layers; `where` says so if numbers moved."""
    kinds = {layer.contained for layer in found.layers} - {"same"}
    lost = [layer for layer in found.layers if layer.contained in ("smaller", "other")]
    if lost:
        contained: Contained = "smaller" if kinds == {"smaller"} and not wider else "other"
        why = f"`{lost[0].text}` no longer has all of its maps: {_counts(lost[0])}"
        return replace(found, verdict="not", contained=contained, reason=why, moves=(), foreign=())
    if kinds or wider:
        grown = next((layer for layer in found.layers if layer.contained == "larger"), None)
        why = _grown(grown) if grown else wider[0]
        return replace(found, verdict="migrates", contained="larger", reason=why)
    if all(move.is_identity for move in found.moves) and all(a == b for a, b in found.foreign):
        return replace(found, reason=f"the same functions of the same weights{where}")
    why = f"the same functions{where}; weights have other names, or stand for other maps"
    return replace(found, verdict="migrates", reason=why)


def _grown(layer: Layer) -> str:
    if layer.old == layer.new:
        return f"`{layer.text}` couples channels that it did not: they were mixed before"
    return f"`{layer.text}` has more maps: {_counts(layer)}"


def _counts(layer: Layer) -> str:
    return f"{layer.old:,} per pair of channels before, {layer.new:,} now"


def differences(found: Compared, state: "Mapping[str, Tensor]") -> tuple[str, ...]:
    """What of a checkpoint are not the weights of the old model."""
    shapes = dict(found.shapes)
    others = tuple(prefix for prefix, _ in found.foreign)
    own = [name for name in state if not (others and name.startswith(others))]
    lines = [f"`{name}` is missing" for name in shapes if name not in state]
    lines += [f"`{name}` is none of its weights" for name in own if name not in shapes]
    for name in shapes:
        if name in state and tuple(state[name].shape) != shapes[name]:
            has, wants = tuple(state[name].shape), shapes[name]
            lines.append(f"`{name}` has the shape {has} in place of {wants}")
    return tuple(lines)
