"""Why a group leaves no tensor fixed, family by family."""

from symc.algebra import Signature
from symc.algebra.irreps import has_irreps
from symc.errors.couplings import uncoupled
from symc.ir.symmetry import Group


def vanishing(group: Group, signature: Signature) -> str:
    """Why a product of representations has no invariants.

    >>> vanishing(Group("Symp", "Sp", (4,)), Signature.of(1, 2))
    '-1 in Sp(4) acts by -1 on 3 axes of Symp, an odd number'
    """
    n, name = group.size, called(group)
    if has_irreps(signature):
        return uncoupled(group, signature, name)
    order = signature.count()
    axes = _counted(order, f"of {group.name}")
    twists = signature.count("sign") + signature.count("det")
    word = "sign" if signature.count("sign") else "determinant"
    twisted = f" and {twists} {word}{'s' * (twists > 1)}" if twists else ""
    if order == 0 and twists % 2:
        return f"the {word} of {name} is -1 on some elements, and nothing else changes sign"
    match group.family:
        case "O" if (order + twists * _number(n)) % 2:
            return f"-1 in {name} acts by -1 on {axes}{twisted}, an odd number"
        case "O" if twists % 2:
            return f"a determinant of {name} takes {n} axes at once, and here is {axes}"
        case "SO" | "SB" | "EB" if order % 2 and _number(n) % 2 == 0:
            return f"-1 in {name} acts by -1 on {axes}, an odd number"
        case "SO":
            return (
                f"{name} leaves no tensor with {axes} fixed: the metric pairs axes, "
                f"and the determinant takes {n} at once"
            )
        case "Sp":
            return f"-1 in {name} acts by -1 on {axes}, an odd number"
        case "B" if order % 2 and not twists:
            return f"{name} changes signs of single coordinates, and has {axes}: an odd number"
        case "GL" | "U":
            charge = _charge(signature)
            return (
                f"a multiple c of the identity in {name} acts by c^{charge} on the axes together, "
                f"those of the input counted as duals (charge {charge:+d})"
            )
        case "SL" | "SU":
            charge = _charge(signature)
            word = " (triality)" if n == 3 else ""
            return (
                f"upright axes of {group.name} less dual ones are {charge}, those of the input "
                f"counted as duals, and determinants of {name} take {n} at once: "
                f"{charge} is no multiple of {n}{word}"
            )
    sizes = f"{axes}{twisted}"
    if group.generators is not None or group.family in ("A", "C", "D", "S", "B", "SB", "EB"):
        if signature.count("regular"):
            sizes = f"{signature.count('regular')} regular axes and {sizes}"
        return f"{name} leaves no tensor with {sizes} fixed: every one averages to zero"
    return f"{name} leaves no tensor with {sizes} fixed (Schur)"


def called(group: Group) -> str:
    """What a sentence calls a group: `O(3)`; its own name if it is given by generators."""
    return group.text if group.generators is None else group.name


def _charge(signature: Signature) -> int:
    """The upright axes less the dual ones, after those of the inputs changed sides."""
    up = sum(not s.dual for s in signature.top) + sum(s.dual for s in signature.bottom)
    return 2 * up - len(signature.slots)


def _number(size: int | str) -> int:
    return size if isinstance(size, int) else 0


def _counted(count: int, of: str) -> str:
    """`1 axis of Rot`, `2 axes of Rot`."""
    return f"{count} {'axis' if count == 1 else 'axes'} {of}"
