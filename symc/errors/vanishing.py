"""Why a group leaves no tensor fixed, family by family."""

from symc.algebra import Signature
from symc.ir.symmetry import Group


def vanishing(group: Group, signature: Signature) -> str:
    """Why a product of representations has no invariants.

    >>> vanishing(Group("Lin", "SL", (3,)), Signature.of(0, 2))
    'the determinant of SL(3) takes 3 axes of Lin at once, and 2 axes less 0 dual ones are left'
    """
    n, name = group.size, group.text
    order = signature.count()
    axes = _counted(order, f"of {group.name}")
    twists = signature.count("sign") + signature.count("det")
    twisted = f" and {_counted(twists, 'sign', axis='')}" if twists else ""
    if order == 0 and twists % 2:
        label = "sign" if signature.count("sign") % 2 else "determinant"
        return f"the {label} of {name} is -1 on some elements, and nothing else changes sign"
    match group.family:
        case "O" if (order + twists * _number(n)) % 2:
            return f"-1 in {name} acts by -1 on {axes}{twisted}, an odd number"
        case "O" if twists % 2:
            return f"a determinant of {name} takes {n} axes at once, and there are only {axes}"
        case "SO" if order % 2 and _number(n) % 2 == 0:
            return f"-1 in {name} acts by -1 on {axes}, an odd number"
        case "SO":
            return (
                f"{name} leaves no tensor with {axes} fixed: the metric pairs axes, "
                f"and the determinant takes {n} at once"
            )
        case "Sp":
            return f"-1 in {name} acts by -1 on {axes}, an odd number"
        case "B" if order % 2 and not twists:
            return f"{name} changes signs of single coordinates, and {axes} are an odd number"
        case "GL" | "U":
            up, down = _heads(signature)
            return (
                f"factors in {name} act by their {up - down:+d}th power: {_counted(up, 'upright')} "
                f"and {_counted(down, 'dual')} do not cancel (charge)"
            )
        case "SL" | "SU":
            up, down = _heads(signature)
            return (
                f"the determinant of {name} takes {n} axes of {group.name} at once, "
                f"and {_counted(up, '')} less {down} dual ones are left"
            )
    sizes = f"{axes}{twisted}"
    if group.generators is not None or group.family in ("A", "C", "D", "S", "B", "SB", "EB"):
        if signature.count("regular"):
            sizes = f"{signature.count('regular')} regular axes and {sizes}"
        return f"{name} leaves no tensor with {sizes} fixed: every one averages to zero"
    return f"{name} leaves no tensor with {sizes} fixed (Schur)"


def _heads(signature: Signature) -> tuple[int, int]:
    """The upright and the dual axes, after those of the inputs changed sides."""
    up = sum(not s.dual for s in signature.top) + sum(s.dual for s in signature.bottom)
    return up, len(signature.slots) - up


def _number(size: int | str) -> int:
    return size if isinstance(size, int) else 0


def _counted(count: int, what: str, axis: str = "ax") -> str:
    """`1 axis of Rot`, `2 dual axes`, `3 signs`."""
    if not axis:
        return f"{count} {what}" if count == 1 else f"{count} {what}s"
    noun = "axis" if count == 1 else "axes"
    if what.startswith("of "):
        return f"{count} {noun} {what}"
    return " ".join(filter(None, (str(count), what, noun)))
