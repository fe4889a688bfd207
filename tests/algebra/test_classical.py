"""Sp, GL, SL, U and SU: formulas, diagrams, exact ranks and brute force count the same basis.

Brute force is `tests/oracle/classical.py`, which knows nothing of diagrams.
"""

from collections.abc import Iterator
from functools import partial
from itertools import product
from math import comb

import numpy as np
import pytest

from symc.algebra import FAMILIES, dimension, form_of, hom, tensors
from symc.algebra.brauer import loops
from symc.algebra.expanded import entries_of
from symc.algebra.family import Signature, Slot
from symc.algebra.selection import depth_greedy
from symc.ir.diagram import Diagram
from symc.ir.tensors import Table
from tests.oracle.classical import (
    CODET,
    DET,
    SIZES,
    Array,
    V,
    W,
    brute,
    element,
    group,
    moved,
    standard,
)

LARGE = (("Sp", 4), ("SU", 3), ("SL", 3), ("U", 3), ("GL", 3))
"""Sizes at which brute force takes seconds."""

TABLE = {
    ("Sp", 2): (1, 1, 2, 5, 14, 42, 132),
    ("Sp", 4): (1, 1, 3, 14, 84, 594, 4719),
    ("Sp", 6): (1, 1, 3, 15, 104, 909, 9449),
    ("GL", 1): (1, 1, 1, 1, 1, 1, 1),
    ("GL", 2): (1, 1, 2, 5, 14, 42, 132),
    ("GL", 3): (1, 1, 2, 6, 23, 103, 513),
    ("U", 2): (1, 1, 2, 5, 14, 42, 132),
    ("SU", 3): (1, 1, 2, 6, 23, 103, 513),
}
"""Section 5 of the mathematics: the maps between tensors of so many slots, N = 0, 2, 4, ..."""


def expected(family: str, n: int, signature: Signature) -> int:
    """The same for the slots of a map."""
    upper = signature.bottom.count(W) + signature.top.count(V)
    lower = signature.bottom.count(V) + signature.top.count(W)
    up = signature.bottom.count(CODET) + signature.top.count(DET)
    down = signature.bottom.count(DET) + signature.top.count(CODET)
    return brute(family, n, upper, lower, up - down if family in ("GL", "U") else 0)


def dense(table: Table) -> Array:
    """The tensors of a table as rows."""
    total = int(np.prod([*table.bottom, *table.top], dtype=int))
    rows = np.zeros((table.count, total), complex)
    for row, entries in zip(rows, table.elements, strict=True):
        for at, value in entries:
            row[at] = float(value)
    return rows


def exact_rank(table: Table) -> int:
    """The rank modulo a prime, a lower bound of the rank."""
    prime = 1_000_003
    pivots: dict[int, dict[int, int]] = {}
    for entries in table.elements:
        row = {at: int(value) % prime for at, value in entries}
        while row:
            lead = min(row)
            if lead not in pivots:
                scale = pow(row[lead], -1, prime)
                pivots[lead] = {at: value * scale % prime for at, value in row.items()}
                break
            factor = row[lead]
            for at, value in pivots[lead].items():
                left = (row.get(at, 0) - factor * value) % prime
                if left:
                    row[at] = left
                else:
                    row.pop(at, None)
    return len(pivots)


def signatures(family: str, most: int, labels: tuple[Slot, ...] = ()) -> Iterator[Signature]:
    """Every signature of at most so many slots, one of each order."""
    kinds = (V,) if family == "Sp" else (V, W)
    ends = [(slot, top) for slot in (*kinds, *labels) for top in (False, True)]
    for counts in product(range(most + 1), repeat=len(ends)):
        if sum(counts) <= most:
            sides: tuple[list[Slot], list[Slot]] = ([], [])
            for (slot, top), count in zip(ends, counts, strict=True):
                sides[top].extend([slot] * count)
            yield Signature(tuple(sides[0]), tuple(sides[1]))


def check(family: str, n: int, signature: Signature) -> None:
    """Formula, number of tensors, exact rank, brute force; and equivariance of every tensor."""
    made = group(family, n)
    found = tensors(made, signature)
    assert isinstance(found, Table)
    count = dimension(made, signature)
    assert count == found.count == exact_rank(found) == expected(family, n, signature), signature
    diagrams = hom(made, signature)
    spanning = FAMILIES[family].spanning(made, signature)
    assert spanning >= count
    if diagrams is not None:
        assert diagrams.spanning == spanning
        assert len(set(diagrams.diagrams)) == len(diagrams.diagrams)
        assert list(diagrams.diagrams) == sorted(diagrams.diagrams, key=lambda d: d.key)
        assert bool(count) != ("do not match" in diagrams.reason or "acts by" in diagrams.reason)
    by = element(family, n, np.random.default_rng(3))
    rows = dense(found)
    error = np.abs(moved(rows, signature, by) - rows).max(initial=0.0)
    assert error < 1e-10, (signature, error)


@pytest.mark.parametrize(
    ("family", "n"),
    [pytest.param(*size, marks=[pytest.mark.slow] * (size in LARGE)) for size in SIZES],
)
def test_all_counts_agree_and_every_map_is_equivariant(family: str, n: int) -> None:
    for signature in signatures(family, 4):
        check(family, n, signature)


@pytest.mark.parametrize(("family", "n"), [(f, n) for f in ("GL", "U") for n in (1, 2, 3)])
def test_determinants_are_made_up_for_by_epsilons(family: str, n: int) -> None:
    for signature in signatures(family, 3, (DET, CODET)):
        check(family, n, signature)
    for legs in range(1, 5):
        check(family, n, Signature((V,) * legs, (DET,)))
        check(family, n, Signature((DET,), (V,) * legs))
        check(family, n, Signature((W,) * legs, (CODET, CODET)))


@pytest.mark.parametrize("family", ["SL", "SU", "Sp"])
def test_a_special_group_knows_no_determinant(family: str) -> None:
    for signature in (Signature((V, DET), (V,)), Signature((V, V), (CODET, DET))):
        check(family, 2, signature)
    assert FAMILIES[family].action(group(family, 2), DET) == "permutation"


@pytest.mark.parametrize(
    ("family", "n", "bottom", "top"),
    [
        *(("SL", 2, "VVV", "VVV"), ("SL", 2, "VVW", "VVW"), ("SU", 2, "VVVV", "WW")),
        *(("SL", 3, "VV", "VVW"), ("SL", 2, "", "VVVVVV"), ("Sp", 2, "VVV", "VVVVV")),
        pytest.param("SL", 3, "WW", "VVV", marks=pytest.mark.slow),
        pytest.param("SU", 3, "VVV", "WW", marks=pytest.mark.slow),
        pytest.param("GL", 2, "VVVV", "VVVV", marks=pytest.mark.slow),
    ],
)
def test_more_slots(family: str, n: int, bottom: str, top: str) -> None:
    check(family, n, signature_of(bottom, top))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("family", "n", "bottom", "top"),
    [
        *(("SL", 3, "", "VVVVVV"), ("SL", 3, "VVW", "VVW"), ("SU", 3, "VV", "VVWW")),
        *(("SL", 2, "VVVV", "VVVVVV"), ("SL", 2, "WWWW", "VVVWWW"), ("SL", 2, "", "V" * 10)),
        *(("Sp", 2, "VVVVV", "VVVVV"), ("GL", 3, "VVV", "VVV"), ("U", 2, "VVVWW", "VVVWW")),
    ],
)
def test_many_slots(family: str, n: int, bottom: str, top: str) -> None:
    check(family, n, signature_of(bottom, top))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("family", "n", "bottom", "top"),
    [
        *(("Sp", 4, "VVV", "VVV"), ("Sp", 4, "VVVV", "VVVV"), ("Sp", 4, "V" * 5, "V" * 5)),
        *(("Sp", 6, "VVV", "VVV"), ("Sp", 6, "VVVV", "VVVV"), ("GL", 2, "V" * 6, "V" * 6)),
        *(("GL", 3, "V" * 4, "V" * 4), ("GL", 3, "V" * 5, "V" * 5), ("GL", 4, "VVV", "VVV")),
        *(("SL", 3, "VVV", "V" * 6), ("SL", 3, "VVVV", "V" * 7), ("SL", 3, "VW", "VVVVVVVW")),
        *(("SL", 4, "VV", "VVVVWW"), ("SL", 4, "", "V" * 8), ("SL", 2, "VV", "V" * 8)),
    ],
)
def test_bases_beyond_brute_force_are_independent(
    family: str, n: int, bottom: str, top: str
) -> None:
    made, signature = group(family, n), signature_of(bottom, top)
    found = tensors(made, signature)
    assert isinstance(found, Table)
    assert dimension(made, signature) == found.count == exact_rank(found)


def signature_of(bottom: str, top: str) -> Signature:
    """Slots from letters, W for the dual."""
    low, high = (tuple(V if letter == "V" else W for letter in side) for side in (bottom, top))
    return Signature(low, high)


@pytest.mark.parametrize(("family", "n"), TABLE)
def test_the_table(family: str, n: int) -> None:
    made = group(family, n)
    for half, count in enumerate(TABLE[family, n]):
        signature = Signature.of(half, half)
        assert dimension(made, signature) == count
        if FAMILIES[family].spanning(made, signature) <= 1_000:
            for bottom in range(2 * half + 1) if family == "Sp" else (half,):
                found = hom(made, Signature.of(bottom, 2 * half - bottom))
                assert found is not None and len(found.diagrams) == count


def test_the_layers_of_the_shared_specs() -> None:
    adjoint, pair = (V, W), (V, V)
    counts = {
        ("Sp", 4): (Signature(pair, pair), 3, pair, 1),
        ("GL", 3): (Signature(adjoint, adjoint), 2, adjoint, 1),
        ("SU", 2): (Signature(pair, pair), 2, pair, 1),
    }
    for (family, n), (linear, maps, top, biases) in counts.items():
        made = group(family, n)
        assert dimension(made, linear) == maps
        assert dimension(made, Signature((), top)) == biases


@pytest.mark.parametrize("n", [1, 2, 3])
def test_pairings_are_as_cheap_as_a_greedy_basis(n: int) -> None:
    """Words with LDS <= n, bottom first, have as many diagrams on every level as can be."""
    for signature in signatures("GL", 8 if n == 2 else 6):
        found = hom(group("GL", n), signature)
        half = len(signature.slots) // 2
        if found is None or half > 4 or len(found.diagrams) == found.spanning:
            continue
        every = hom(group("GL", half), signature)
        assert every is not None
        pairs = [tuple(_pairs(d, len(signature.bottom))) for d in every.diagrams]
        gram = [[n ** loops(a, b, 2 * half) for b in pairs] for a in pairs]
        kept = depth_greedy(
            every.diagrams, partial(_entry, gram), dimension(group("GL", n), signature)
        )
        levels = [sorted(d.waist for d in basis) for basis in (kept, found.diagrams)]
        assert levels[0] == levels[1], signature


def _entry(gram: list[list[int]], i: int, j: int) -> int:
    return gram[i][j]


def _pairs(diagram: Diagram, bottom: int) -> Iterator[tuple[int, int]]:
    for j, axis in enumerate(diagram.sigma):
        yield diagram.bottom.open[axis][0], bottom + diagram.top.open[j][0]
    yield from ((a, b) for a, b in diagram.bottom.closed)
    yield from ((bottom + a, bottom + b) for a, b in diagram.top.closed)


@pytest.mark.parametrize(("n", "bottom", "top"), [(2, 3, 3), (2, 2, 4), (4, 3, 3), (4, 4, 4)])
def test_matchings_without_nested_arcs_are_as_cheap_as_a_greedy_basis(
    n: int, bottom: int, top: int
) -> None:
    signature, points = Signature.of(bottom, top), bottom + top
    found, every = (hom(group("Sp", size), signature) for size in (n, points))
    assert found is not None and every is not None
    pairs = [tuple(_pairs(d, bottom)) for d in every.diagrams]
    gram = [[(-n) ** loops(a, b, points) for b in pairs] for a in pairs]
    kept = depth_greedy(every.diagrams, partial(_entry, gram), points**points)
    levels = [sorted(d.waist for d in basis) for basis in (kept, found.diagrams)]
    assert levels[0] == levels[1]


@pytest.mark.parametrize("boxes", range(9))
def test_su2_tensors_are_catalan_numbers_in_any_orientation(boxes: int) -> None:
    expected = comb(boxes, boxes // 2) * 2 // (boxes + 2) if boxes % 2 == 0 else 0
    for bottom in range(boxes + 1):
        for dual in range(bottom + 1):
            low = (V,) * (bottom - dual) + (W,) * dual
            signature = Signature(low, (V,) * (boxes - bottom))
            assert dimension(group("SU", 2), signature) == expected


def test_a_map_of_nothing_is_one_number() -> None:
    for family, n in SIZES:
        found = hom(group(family, n), Signature((), ()))
        assert found is not None and len(found.diagrams) == 1
        table = tensors(group(family, n), Signature((), ()))
        assert isinstance(table, Table) and table.elements == (((0, 1),),)


def test_the_epsilon_of_a_diagram_is_the_determinant() -> None:
    """[V, V, V] -> [det], and from bottom V* to top V with V's above."""
    found = hom(group("GL", 3), Signature((V, V, V), (DET,)))
    assert found is not None
    (diagram,) = found.diagrams
    entries = entries_of(diagram, 3, 3, 3, form_of(group("GL", 3)))
    assert entries == {
        **dict.fromkeys([(0, 1, 2), (1, 2, 0), (2, 0, 1)], 1),
        **dict.fromkeys([(2, 1, 0), (1, 0, 2), (0, 2, 1)], -1),
    }
    crossed = hom(group("SL", 3), Signature((W,), (V, V)))
    assert crossed is not None
    (diagram,) = crossed.diagrams
    assert {i: abs(v) for i, v in entries_of(diagram, 3, 1, 3).items()} == dict.fromkeys(entries, 1)


def test_the_form_of_sp_is_oriented_from_the_smaller_slot() -> None:
    for signature in (Signature((V, V), ()), Signature((), (V, V))):
        table = tensors(group("Sp", 4), signature)
        assert isinstance(table, Table)
        ((form),) = dense(table).reshape(-1, 4, 4).real
        assert (form == standard(4)).all()


@pytest.mark.parametrize(
    ("family", "n", "bottom", "top", "words"),
    [
        ("Sp", 4, "V", "VV", "-1 in Sp(4) acts by -1"),
        ("Sp", 4, "VV", "VVVV", "14 of 15 matchings are independent at 2m = 4"),
        ("GL", 3, "V", "VV", "1 lower slots do not match: a number t in GL(3) acts by t^1"),
        ("GL", 2, "VVV", "VVV", "5 of 6 pairings are independent at n = 2"),
        ("GL", 3, "VW", "VW", "every pairing of 2 upper and 2 lower slots: 2 (k+l <= 2n)"),
        ("SU", 3, "V", "W", "acts by its power -2"),
        ("SL", 2, "V", "VVV", "2 of 3 diagrams with an epsilon, independent at n = 2"),
    ],
)
def test_reasons(family: str, n: int, bottom: str, top: str, words: str) -> None:
    found = hom(group(family, n), signature_of(bottom, top))
    assert found is not None and words in found.reason
