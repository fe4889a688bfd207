"""Invariant forms: how an index is lowered, and the Lie algebras of the groups that keep them."""

from symc.ir.symmetry import Group, Images, Matrix


def form_of(group: Group) -> Images | None:
    """The invariant form of a group as the signed permutation that lowers an index.

    None stands for the identity: orthogonal and permuted axes, and pairs of V and V*. For Sp(2m)
    it is J with J e(q_i) = -e(p_i) and J e(p_i) = e(q_i), the form sum q_i p'_i - p_i q'_i.

    >>> form_of(Group("Lorentz", "O", (1, 3))), form_of(Group("Symp", "Sp", (4,)))
    ((0, -2, -3, -4), (-3, -4, 0, 1))
    """
    match group.family, group.parameters:
        case (("O" | "SO"), (int() as p, int() as q)):
            return (*range(p), *(~i for i in range(p, p + q)))
        case "Sp", (int() as n,):
            m = n // 2
            return (*(~(i + m) for i in range(m)), *range(m))
    return None


def is_skew(group: Group) -> bool:
    """Whether the form of a group is symplectic, so that pairs are no diagonals.

    >>> is_skew(Group("Symp", "Sp", (4,))), is_skew(Group("Lorentz", "O", (1, 3)))
    (True, False)
    """
    return group.family == "Sp"


def unit_algebra(signature: tuple[int, int]) -> tuple[Matrix, ...]:
    """Turns and boosts in the planes of neighbouring coordinates, which generate so(p, q).

    >>> unit_algebra((1, 1))
    ((('0', '1'), ('1', '0')),)
    """
    p, q = signature
    signs = (1,) * p + (-1,) * q
    return tuple(
        units(p + q, {(i, i + 1): "1", (i + 1, i): str(-signs[i] * signs[i + 1])})
        for i in range(p + q - 1)
    )


def units(n: int, entries: dict[tuple[int, int], str]) -> Matrix:
    """An n x n matrix with these entries, and zeros elsewhere."""
    return tuple(tuple(entries.get((i, j), "0") for j in range(n)) for i in range(n))
