"""What levels need of the nodes that they are for, looked at once a model is written out."""

from collections.abc import Iterable
from math import prod

from symc.algebra import clusters, dimension, has_powers, signature_between
from symc.algebra.family import Signature
from symc.algebra.irreps import looks_like_irrep
from symc.algebra.lattice import Lattice, clash, entries_of, join
from symc.check.reports import Reports
from symc.errors import level_limits as limits
from symc.errors import levels as errors
from symc.ir.levels import Bound, Enforced, Exact, Free, Level, Loosened
from symc.ir.model import Linear, Model, Node
from symc.ir.symmetry import Group, Part
from symc.report import Diagnostic

MOST_ENTRIES = 4096
"""The most pairs of entries of folded axes for which what breaks a symmetry is written out."""

LABELS = ("", "det", "sign", "trivial")
"""Axes that subgroups are known to move."""


def check_leveled(model: Model, reports: Reports) -> None:
    """Reports nodes that a level cannot be kept on, and levels that have no effect."""
    parts = {v.name: v.part for a in model.arguments for v in a.values}
    parts |= {v.name: v.part for node in model.nodes for v in node.outputs}
    effects: dict[Level, bool] = {}
    spans: dict[tuple[Level, int], Level] = {}
    for node in model.nodes:
        for each in node.levels:
            for level in each.levels:
                spans.setdefault((level, level.span.start if level.span else -1), level)
        if isinstance(node.op, Linear) and node.levels:
            inputs = tuple(parts[name] for name in node.inputs)
            outputs = tuple(value.part for value in node.outputs)
            _check_node(node, inputs, outputs, reports, effects)
    for level in spans.values():
        if isinstance(level.mode, Exact | Free | Enforced) or level.span is None:
            continue
        if not effects.get(level, False):
            reports.add(errors.level_without_effect(level.span, str(level)))


def _check_node(
    node: Node,
    inputs: tuple[Part, ...],
    outputs: tuple[Part, ...],
    reports: Reports,
    effects: dict[Level, bool],
) -> None:
    named = {group for part in (*inputs, *outputs) for group in part.groups}
    for each in node.levels:
        if each.group not in named or each.is_free:
            continue
        measured = [m for m in each.levels if not isinstance(m.mode, Exact | Free)]
        lattice = Lattice(tuple(level.group for level in measured), _end(each))
        problem = _problem(node, each, inputs, outputs)
        if problem is not None:
            reports.add(problem)
            effects.update(dict.fromkeys(measured, True))
            continue
        if not measured:
            continue
        signatures = _signatures(each.group, inputs, outputs)
        for level in measured:
            if any(_breaks(lattice, level.group, s) for s in signatures):
                effects[level] = True
        _check_commuting(measured, lattice, signatures, reports)


def _check_commuting(
    measured: list[Level], lattice: Lattice, signatures: Iterable[Signature], reports: Reports
) -> None:
    """Bounds are for groups whose projectors commute on all maps."""
    bounded = next((m for m in measured if isinstance(m.mode, Bound)), None)
    if bounded is None or bounded.span is None:
        return
    for signature in signatures:
        pair = clash(lattice, signature)
        if pair is not None:
            axes = f"{len(signature.bottom)} axes to {len(signature.top)}"
            reports.add(errors.bounds_clash(bounded.span, pair[0].name, pair[1].name, axes))
            return


def _breaks(lattice: Lattice, group: Group, signature: Signature) -> bool:
    """Whether any map between these axes breaks a group, and keeps what is kept in any case."""
    if lattice.end is None:
        return dimension(group, signature) < entries_of(group, signature)
    both = join((group, lattice.end)) or group
    return dimension(both, signature) < dimension(lattice.end, signature)


def _end(each: Loosened) -> Group | None:
    ends = [level.toward for level in each.levels if level.toward is not None]
    ends += [level.group for level in each.levels if isinstance(level.mode, Exact)]
    return join(tuple(ends))


def _signatures(
    group: Group, inputs: tuple[Part, ...], outputs: tuple[Part, ...]
) -> tuple[Signature, ...]:
    """The axes of a group in every pair of an input, or the constant, and an output."""
    sources: list[tuple[Part, ...]] = [(), *((part,) for part in inputs)]
    found = (signature_between(group, s, target) for target in outputs for s in sources)
    return tuple(dict.fromkeys(s for s in found if s.slots))


def _problem(
    node: Node, each: Loosened, inputs: tuple[Part, ...], outputs: tuple[Part, ...]
) -> Diagnostic | None:
    """Why a level cannot be kept on a node."""
    level = each.levels[0]
    span = level.span or node.span
    parts = (*inputs, *outputs)
    subs = any(g != each.group for m in each.levels for g in (m.group, m.toward) if g is not None)
    labels = {a.label for p in parts for a in p.axes if a.group == each.group}
    if subs and not all(label in LABELS or _turns(each.group, label) for label in labels):
        return limits.levels_beside(span, node.span, str(level), "irreps of the whole group")
    nested = any(len(groups) > 1 for groups in clusters(parts))
    if nested or has_powers(parts):
        what = "groups within one another" if nested else "symmetric and alternating powers"
        return limits.levels_beside(span, node.span, str(level), what)
    sizes = [_entries(part) for part in inputs] or [1]
    most = max(sizes) * max(map(_entries, outputs))
    if most > MOST_ENTRIES:
        return limits.level_too_large(span, node.span, str(level), most, MOST_ENTRIES)
    if isinstance(level.mode, Bound) and any(_twice(part) for part in parts):
        return limits.bound_beside_matrices(span, node.span, str(level))
    return None


def _turns(group: Group, label: str) -> bool:
    """Whether subgroups are known to move an irrep: of rotations, and of the plane."""
    return group.family in ("O", "SO") and looks_like_irrep(label)


def _entries(part: Part) -> int:
    """The entries of all axes that groups of constant size move."""
    return prod(
        axis.extent for axis in part.axes if axis.group is not None and isinstance(axis.extent, int)
    )


def _twice(part: Part) -> bool:
    """Whether a part has two axes of a group of free size."""
    free = [axis.extent for axis in part.axes if isinstance(axis.extent, str)]
    return len(set(free)) < len(free)
