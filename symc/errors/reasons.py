"""Why a space of equivariant maps is zero, in the words of the mathematics, with dimensions."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias

from symc.algebra import FAMILIES, Action, clusters, maps_between, maps_of, signature_between
from symc.algebra.motion import motions
from symc.errors.vanishing import called, vanishing
from symc.ir.symmetry import Group, Part, Type

MOST_AXES = 8
"""With more axes than this no ways out are looked for."""


def listed(words: tuple[str, ...]) -> str:
    """`a`, `a and b`, `a, b and c`; a long list is cut short."""
    if len(words) > 4:
        return f"{', '.join(words[:3])} and {len(words) - 3} more"
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def short(type_: Type) -> str:
    """A type as it is drawn, cut where it is long."""
    text = str(type_)
    return text if len(text) <= 60 else f"{text[:57]}..."


def no_map(sources: tuple[Part, ...], target: Part) -> str:
    """Why every equivariant map from the tensor product of `sources` to `target` is zero.

    >>> rot = Group("Rot", "O", (3,))
    >>> no_map((Part((Axis(3, rot),)),), Part(()))
    '[Rot] -> []: dimension 0, because -1 in O(3) acts by -1 on 1 axis of Rot, an odd number'
    """
    name = " x ".join(str(bare(source)) for source in sources) or "the constant"
    return f"{name} -> {bare(target)}: dimension 0, because {_because(sources, target)}"


def _because(sources: tuple[Part, ...], target: Part) -> str:
    group = obstacle(sources, target)
    if group is None:
        powers = any(part.powers for part in (*sources, target))
        signs = "every map averages to zero over the exchanges of `sym` and `alt`"
        return signs if powers else "no diagram joins them"
    return vanishing(group, signature_between(group, sources, target))


def obstacle(sources: tuple[Part, ...], target: Part) -> Group | None:
    """The group for which no map exists."""
    for groups in clusters((*sources, target)):
        if maps_of(groups, sources, target) == 0:
            return groups[0]
    return None


def without_reflections(sources: tuple[Part, ...], target: Part) -> tuple[str, ...]:
    """`group Rot = SO(3)`, if there is a map when reflections need not be kept."""
    group = obstacle(sources, target)
    if group is None or group.family != "O" or "SO" not in FAMILIES:
        return ()
    turns = replace(group, family="SO")
    parts = tuple(_with(part, group, turns) for part in (*sources, target))
    free = maps_between(parts[:-1], parts[-1])
    return (f"if reflections need not be kept: `group {turns}`",) if free else ()


def _with(part: Part, group: Group, other: Group) -> Part:
    """A part with another group on the axes of one."""
    axes = (replace(axis, group=other) if axis.group == group else axis for axis in part.axes)
    return replace(part, axes=tuple(axes))


def rotated_by(part: Part) -> tuple[Group, ...]:
    """The groups that move a part by more than permutations of its entries."""
    return tuple(group for group, _ in motions(part))


def action_on(group: Group, part: Part) -> Action:
    """What a group does to the entries of a part."""
    return dict(motions(part)).get(group, "permutation")


def why_not_pointwise(group: Group, part: Part, function: str) -> str:
    """Why a function of single entries does not commute with a group."""
    mixes = "and a function of single entries commutes with permutations only"
    match action_on(group, part):
        case "signed permutation":
            return f"{called(group)} changes signs of entries, and `{function}` is not odd"
        case "scaling":
            return (
                f"{called(group)} multiplies entries by positive numbers, "
                f"and `{function}` does not scale along"
            )
        case "unitary":
            return (
                f"{called(group)} mixes the entries of an axis with complex coefficients, {mixes}"
            )
    sizes = [axis.extent for axis in part.axes if axis.group == group and axis.extent != 1]
    size = sizes[0] if len(set(sizes)) == 1 else group.size
    return f"{called(group)} mixes the {size} entries of an axis, {mixes}"


Reaches: TypeAlias = Callable[[tuple[Part, ...], Part], bool]
"""Whether a map is known from the tensor product of sources to a target, within a budget."""


def bilinear_reaches(sources: tuple[Part, ...], target: Part, reaches: Reaches) -> bool:
    """Whether products of two sources would reach a target."""
    few = [part for part in sources if len(part.axes) <= 4][:4]
    if len(target.axes) > 4:
        return False
    pairs = ((a, b) for i, a in enumerate(few) for b in few[i:])
    return any(
        reaches(pair, target)
        for pair in pairs
        if sum(len(part.axes) for part in pair) + len(target.axes) <= MOST_AXES
    )


def bare(part: Part) -> Part:
    """A part without its channels."""
    return replace(part, multiplicity=None)
