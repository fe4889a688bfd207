"""Induced representations: they are representations, and Frobenius reciprocity holds."""

from functools import reduce

import pytest

from symc.algebra.acting import finite_of, listed, of_element
from symc.algebra.closure import TooLarge
from symc.algebra.enumeration import matrix_elements
from symc.algebra.exact import generators_of
from symc.algebra.family import Slot
from symc.algebra.induced import NoInduction, cosets_of, induced
from symc.algebra.invariants import Operator, invariants
from symc.algebra.matrices import Square, identity, inverse_of, is_identity, kronecker, times, trace
from symc.algebra.numbers import Exact, approximate
from symc.algebra.stabilizers import stabilizer
from symc.ir.symmetry import Generators, Group

TURN = (("-1/2", "-sqrt(3)/2"), ("sqrt(3)/2", "-1/2"))
S3 = Group("G", "generated", (2,), Generators(matrices=(TURN, (("1", "0"), ("0", "-1")))))
S4, B2, D4 = Group("G", "S", (4,)), Group("G", "B", (2,)), Group("G", "D", (4,))
PAIRS = {
    "S(3) in S(4)": (S4, stabilizer("H", S4, ("0", "0", "0", "1"))),
    "two pairs in S(4)": (S4, stabilizer("H", S4, ("0", "0", "1", "1"))),
    "nothing in S(4)": (S4, stabilizer("H", S4, ("1", "2", "3", "4"))),
    "a mirror in B(2)": (B2, stabilizer("H", B2, ("1", "0"))),
    "a mirror in D(4)": (D4, stabilizer("H", D4, ("1", "0", "0", "0"))),
    "C(3) in S(3)": (S3, Group("H", "generated", (2,), Generators(matrices=(TURN,)))),
    "a mirror in S(3)": (S3, stabilizer("H", S3, ("1", "0"))),
}
SLOTS = [(), (Slot(),), (Slot("det"),), (Slot(), Slot()), (Slot("", True), Slot("det"))]


def elements_of(found: Generators, whole: Group) -> dict[Square, Square]:
    """The matrix of every element, by products of generators in both representations."""
    start = finite_of(generators_of(whole))
    images = finite_of(found)
    assert len(start) == len(images)
    known = {identity(len(start[0])): identity(len(images[0]))}
    queue = list(known)
    for element in queue:
        for g, image in zip(start, images, strict=True):
            product, moved = times(element, g), times(known[element], image)
            if product not in known:
                known[product] = moved
                queue.append(product)
            assert known[product] == moved
    return known


def on_slots(group: Group, element: Square, slots: tuple[Slot, ...]) -> Square:
    given = generators_of(group)
    return reduce(kronecker, (of_element(given, element, s, s.dual) for s in slots), identity(1))


def mean(values: list[Exact]) -> float:
    return sum(approximate(x).real for x in values) / len(values)


@pytest.mark.parametrize("name", PAIRS)
@pytest.mark.parametrize("slots", SLOTS, ids=str)
def test_frobenius(name: str, slots: tuple[Slot, ...]) -> None:
    whole, sub = PAIRS[name]
    if name == "nothing in S(4)" and len(slots) > 1:
        pytest.skip("matrices of 384 rows")
    found = induced(whole, sub, slots)
    known = elements_of(found, whole)
    within = listed(generators_of(sub))
    inner = len(on_slots(sub, next(iter(within)), slots))
    assert len(next(iter(known.values()))) == len(known) // len(within) * inner
    for other in [(), (Slot(),), (Slot("det"),)]:
        above = mean(
            [trace(m) * trace(on_slots(whole, inverse_of(g), other)) for g, m in known.items()]
        )
        below = mean(
            [
                trace(on_slots(sub, h, slots)) * trace(on_slots(sub, inverse_of(h), other))
                for h in within
            ]
        )
        assert above == pytest.approx(below, abs=1e-9)
        maps = invariants(
            (len(next(iter(known.values()))), len(on_slots(whole, next(iter(known)), other))),
            tuple(
                Operator((m, on_slots(whole, g, other)))
                for g, m in zip(finite_of(generators_of(whole)), finite_of(found), strict=True)
            ),
        )
        assert len(maps) == round(above)


def test_points_are_induced_from_the_stabilizer_of_one() -> None:
    whole, sub = PAIRS["S(3) in S(4)"]
    found = induced(whole, sub, ())
    assert found.matrices == ()
    assert len(found.permutations[0]) == 4
    assert is_identity(cosets_of(whole, sub)[0])
    characters = sorted(str(trace(m)) for m in elements_of(found, whole).values())
    assert characters == sorted(str(trace(m)) for m in matrix_elements(finite_of(found)))


def test_signs_stay_signed_permutations_and_others_are_matrices() -> None:
    whole, sub = PAIRS["a mirror in B(2)"]
    assert any(min(g) < 0 for g in induced(whole, sub, (Slot("det"),)).permutations)
    whole, sub = PAIRS["C(3) in S(3)"]
    assert induced(whole, sub, (Slot(),)).matrices


def test_refusals() -> None:
    whole, sub = PAIRS["C(3) in S(3)"]
    with pytest.raises(NoInduction, match="not in the large one"):
        induced(sub, whole, ())
    turn = Group("H", "generated", (2,), Generators(algebra=((("0", "-1"), ("1", "0")),)))
    with pytest.raises(NoInduction, match="finite"):
        induced(turn, turn, ())
    with pytest.raises(TooLarge):
        induced(*PAIRS["nothing in S(4)"], (Slot(),) * 3)
