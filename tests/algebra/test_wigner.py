"""Coupling coefficients: exact, those of e3nn and sympy, invariant, orthogonal."""

from fractions import Fraction
from itertools import product
from math import sqrt

import pytest

from symc.algebra import clebsch_gordan, wigner_3j
from symc.ir.coupling import Coupling, root_of


def triples(top: int) -> list[tuple[int, int, int]]:
    found = product(range(top + 1), repeat=3)
    return [(a, b, c) for a, b, c in found if abs(a - b) <= c <= a + b]


@pytest.mark.torch
def test_coefficients_are_those_of_e3nn() -> None:
    import torch
    from e3nn import o3

    for one, two, three in triples(6):
        theirs = o3.wigner_3j(one, two, three, dtype=torch.float64)
        ours = torch.zeros_like(theirs)
        coupling = wigner_3j(one, two, three)
        for entry in coupling.entries:
            ours[entry.i, entry.j, entry.k] = entry.value
        assert (ours - theirs).abs().max() < 1e-12
        assert int((theirs.abs() > 1e-9).sum()) == len(coupling.entries)


@pytest.mark.slow
def test_numbers_of_entries_up_to_eight() -> None:
    """The non-zero entries of all paths to l = 1, ..., 8 are those counted by others."""
    counts = {1: 16, 2: 137, 3: 611, 4: 2052, 5: 5265, 6: 11896, 7: 23902, 8: 44171}
    for top, count in counts.items():
        assert sum(len(wigner_3j(*triple).entries) for triple in triples(top)) == count


def test_couplings_have_unit_norm_and_distinct_sorted_entries() -> None:
    for triple in triples(5):
        for found in (wigner_3j(*triple), clebsch_gordan(*(2 * k for k in triple))):
            places = [(entry.i, entry.j, entry.k) for entry in found.entries]
            assert found.norm == 1
            assert places == sorted(set(places))


def test_forbidden_triples_have_no_entries() -> None:
    assert wigner_3j(1, 1, 3).entries == wigner_3j(2, 0, 1).entries == ()
    assert clebsch_gordan(1, 1, 1).entries == clebsch_gordan(1, 1, 4).entries == ()
    assert wigner_3j(0, 0, 0).entries[0].square == 1


def test_coupling_is_invariant() -> None:
    """It commutes with the lowering operator of SU(2)."""
    for k1, k2, k3 in product(range(5), repeat=3):
        found = clebsch_gordan(k1, k2, k3)
        values = {(entry.i, entry.j, entry.k): entry.square for entry in found.entries}
        for i, j, k in product(range(k1 + 1), range(k2 + 1), range(k3 + 1)):
            terms = [
                (values.get((i + 1, j, k), Fraction(0)), (i + 1) * (k1 - i), 1),
                (values.get((i, j + 1, k), Fraction(0)), (j + 1) * (k2 - j), 1),
                (values.get((i, j, k - 1), Fraction(0)), k * (k3 - k + 1), -1),
            ]
            total = sum(sign * root_of(square * factor) for square, factor, sign in terms)
            assert abs(total) < 1e-14


def test_su2_agrees_with_sympy() -> None:
    from sympy import S
    from sympy.physics.quantum.cg import CG

    for k1, k2, k3 in ((1, 1, 2), (2, 1, 1), (3, 2, 3), (4, 3, 5)):
        for entry in clebsch_gordan(k1, k2, k3).entries:
            weights = (k1 - 2 * entry.i, k2 - 2 * entry.j, k3 - 2 * entry.k)
            pairs = zip((k1, k2, k3), weights, strict=True)
            theirs = CG(*(S(x) / 2 for pair in pairs for x in pair)).doit()
            assert abs(float(theirs) / sqrt(k3 + 1) - entry.value) < 1e-14


def test_roots_are_correctly_rounded() -> None:
    assert root_of(Fraction(2)) == sqrt(2)
    assert root_of(Fraction(0)) == 0.0
    assert root_of(Fraction(10**60 + 1, 10**60)) == 1.0
    assert root_of(-Fraction(9, 4)) == -1.5


def test_a_coupling_draws_itself() -> None:
    assert str(Coupling((1, 3, 3), wigner_3j(0, 1, 1).entries)) == "1 x 3 -> 3, 3 non-zero"
