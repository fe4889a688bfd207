"""Why a space of equivariant maps is zero, in the words of the mathematics, with dimensions."""

from symc.algebra import FAMILIES, maps_between
from symc.ir.symmetry import Group, Part, Type


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
    >>> from symc.ir.symmetry import Axis
    >>> no_map((Part((Axis(3, rot),)),), Part(()))
    '[Rot] -> []: dimension 0, because -1 in O(3) acts by -1 on 1 axis of Rot, an odd number'
    """
    name = " x ".join(str(Part(source.axes)) for source in sources) or "the constant"
    return f"{name} -> {Part(target.axes)}: dimension 0, because {_because(sources, target)}"


def _because(sources: tuple[Part, ...], target: Part) -> str:
    found = obstacle(sources, target)
    return "no diagram joins them" if found is None else _vanishing(*found)


def obstacle(sources: tuple[Part, ...], target: Part) -> tuple[Group, int] | None:
    """The group for which no map exists, and the number of its axes."""
    for group, order in _orders(*sources, target).items():
        if FAMILIES[group.family].dimension(group.size, order) == 0:
            return group, order
    return None


def without_reflections(sources: tuple[Part, ...], target: Part) -> tuple[str, ...]:
    """`group Rot = SO(3)`, if there is a map when reflections need not be kept."""
    found = obstacle(sources, target)
    if found is None or found[0].family != "O" or "SO" not in FAMILIES:
        return ()
    group, order = found
    others = _orders(*sources, target)
    free = all(
        FAMILIES["SO" if g == group else g.family].dimension(g.size, k) for g, k in others.items()
    )
    way = f"if reflections need not be kept: `group {group.name} = SO({group.size})`"
    return (way,) if free and order >= 1 else ()


def _vanishing(group: Group, order: int) -> str:
    """Why a tensor power of the defining representation has no invariants."""
    axes = f"{order} {'axis' if order == 1 else 'axes'} of {group.name}"
    n = group.size
    match group.family:
        case "O":
            return f"-1 in O({n}) acts by -1 on {axes}, an odd number"
        case "SO" if order % 2 and isinstance(n, int) and n % 2 == 0:
            return f"-1 in SO({n}) acts by -1 on {axes}, an odd number"
        case "SO":
            return (
                f"SO({n}) leaves no tensor with {axes} fixed: the metric pairs axes, "
                f"and the determinant takes {n} at once"
            )
    return f"{group.family}({n}) leaves no tensor with {axes} fixed (Schur)"


def _orders(*parts: Part) -> dict[Group, int]:
    count: dict[Group, int] = {}
    for part in parts:
        for axis in part.axes:
            if axis.group is not None:
                count[axis.group] = count.get(axis.group, 0) + 1
    return count


def rotated_by(part: Part) -> tuple[Group, ...]:
    """The groups that move a part by more than permutations of its entries."""
    return tuple(g for g in part.groups if FAMILIES[g.family].action != "permutation")


def bilinear_reaches(sources: tuple[Part, ...], target: Part) -> bool:
    """Whether products of two sources would reach a target."""
    few = [part for part in sources if len(part.axes) <= 4][:8]
    if len(target.axes) > 4:
        return False
    return any(maps_between((a, b), target) for i, a in enumerate(few) for b in few[i:])
