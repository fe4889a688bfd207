"""Finite families: formula = number of tensors = their rank = brute force, small cases included."""

from collections.abc import Callable
from itertools import permutations, product
from math import factorial, prod
from random import Random

import numpy as np
import pytest
from numpy.typing import NDArray

from symc.algebra import FAMILIES, Signature, Slot, finite
from symc.algebra.closure import TooLarge, cycles, determinant, elements, order, parity
from symc.algebra.orbit_counts import chain_count, mean_of_characters
from symc.algebra.orbits import orbit_count, orbit_elements
from symc.ir.symmetry import Generators, Group, Images
from symc.ir.tensors import Orbits
from tests.algebra.test_bases import tensor

Array = NDArray[np.float64]

TABLE = {
    ("A", 1): (1, 1, 1, 1, 1, 1, 1),
    ("A", 2): (1, 2, 4, 8, 16, 32, 64),
    ("A", 3): (1, 1, 3, 9, 27, 81, 243),
    ("A", 4): (1, 1, 2, 6, 22, 86, 342),
    ("A", 5): (1, 1, 2, 5, 16, 63, 282),
    ("B", 1): (1, 0, 1, 0, 1, 0, 1),
    ("B", 2): (1, 0, 1, 0, 4, 0, 16),
    ("B", 3): (1, 0, 1, 0, 4, 0, 31),
    ("B", 4): (1, 0, 1, 0, 4, 0, 31),
}
"""Section 5 of the mathematics; A(1) and A(2) are trivial, B(1) changes one sign."""

FINITE = ("S", "A", "C", "D", "B", "SB", "EB")
SIZES = (1, 2, 3, 4)
ORDERS: dict[str, Callable[[int], int]] = {
    "S": factorial,
    "A": lambda n: max(1, factorial(n) // 2),
    "C": lambda n: n,
    "D": lambda n: 2 * n,
    "B": lambda n: 2**n * factorial(n),
    "SB": lambda n: 2 ** (n - 1) * factorial(n),
    "EB": lambda n: 2 ** (n - 1) * factorial(n),
}


def named(family: str, size: int) -> Group:
    return Group("G", family, (size,))


def generated(*images: Images) -> Group:
    return Group("G", "generated", (len(images[0]),), Generators(permutations=images))


def by_definition(family: str, n: int) -> list[Array]:
    """All elements as matrices, from the definition; D(1) and D(2) with their repetitions."""
    eye = np.eye(n)
    turns = [np.roll(eye, k, axis=0) for k in range(n)]
    mirror = eye[[-i % n for i in range(n)]]
    if family == "C":
        return turns
    if family == "D":
        return [*turns, *(turn @ mirror for turn in turns)]
    matrices = [eye[list(order)] for order in permutations(range(n))]
    if family in ("S", "A"):
        return [m for m in matrices if family == "S" or np.linalg.det(m) > 0]
    signs = list(product((1.0, -1.0), repeat=n))
    kept = [(m, s) for m in matrices for s in signs]
    if family == "SB":
        kept = [(m, s) for m, s in kept if np.linalg.det(m) * prod(s) > 0]
    if family == "EB":
        kept = [(m, s) for m, s in kept if prod(s) > 0]
    return [m * np.array(s) for m, s in kept]


def average(family: str, n: int, points: int, signs: int, determinants: int) -> int:
    """The mean of trace^points, times the sign and the determinant so many times."""
    listed = by_definition(family, n)
    total = sum(
        np.trace(m) ** points * np.linalg.det(np.abs(m)) ** signs * np.linalg.det(m) ** determinants
        for m in listed
    )
    mean = float(total) / len(listed)
    assert abs(mean - round(mean)) < 1e-6
    return round(mean)


def signature(points: int, signs: int = 0, determinants: int = 0, bottom: int = 0) -> Signature:
    twists = (Slot("sign"),) * signs + (Slot("det"),) * determinants
    return Signature((Slot(),) * bottom, (Slot(),) * (points - bottom) + twists)


def matrices_of(group: Group, slot: Slot) -> list[Array]:
    """The generators on an axis."""
    return [np.array(finite.matrix(images)) for images in finite.representation(group, slot)]


def fixed_by_generators(group: Group, axes: Signature) -> int:
    """The dimension of the common null space of rho(g) - 1 over all generators."""
    moved = [matrices_of(group, slot) for slot in axes.slots]
    total = np.zeros((prod(finite.shape(group, axes.slots)),) * 2)
    for k in range(len(finite.steps(group))):
        whole: NDArray[np.floating] = np.eye(1)
        for axis in moved:
            whole = np.kron(whole, axis[k])
        total += (whole - np.eye(len(whole))).T @ (whole - np.eye(len(whole)))
    return int((np.linalg.eigvalsh(total) < 1e-9).sum())


def rows_of(orbits: Orbits) -> Array:
    rows = np.zeros((orbits.count, prod((*orbits.bottom, *orbits.top))))
    for row, element in zip(rows, orbit_elements(orbits), strict=True):
        for entry, value in element:
            row[entry] = value
    return rows


def moved(rows: Array, group: Group, axes: Signature, step: int) -> Array:
    """Every tensor with a generator applied to each of its axes."""
    out = rows.reshape(-1, *finite.shape(group, axes.slots))
    for i, slot in enumerate(axes.slots):
        by = matrices_of(group, slot)[step]
        out = np.moveaxis(np.tensordot(out, by, axes=([i + 1], [1])), -1, i + 1)
    return out.reshape(rows.shape)


@pytest.mark.parametrize(("family", "size"), TABLE)
def test_the_table_holds(family: str, size: int) -> None:
    for points, expected in enumerate(TABLE[family, size]):
        group, axes = named(family, size), signature(points)
        assert FAMILIES[family].dimension(group, axes) == expected
        assert average(family, size, points, 0, 0) == expected
        if size**points <= 5_000:
            assert finite.tensors(group, axes).count == expected


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("family", FINITE)
def test_formula_and_orbits_and_characters_agree_whatever_the_twist(family: str, size: int) -> None:
    group = named(family, size)
    for points, signs, determinants in product(range(6), (0, 1), (0, 1)):
        axes = signature(points, signs, determinants)
        expected = average(family, size, points, signs, determinants)
        assert FAMILIES[family].dimension(group, axes) == expected, (points, signs, determinants)
        assert finite.dimension(group, axes) == expected
        if size**points <= 300:
            assert FAMILIES[family].tensors(group, axes).count == expected


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("family", FINITE)
def test_tensors_are_a_basis_of_what_the_generators_fix(family: str, size: int) -> None:
    group = named(family, size)
    for points, twist in product(range(5), ((), ("sign",), ("det",), ("trivial", "sign", "det"))):
        if size**points > 256:
            continue
        bottom = (Slot(),) * (points // 2)
        top = (Slot(),) * (points - points // 2) + tuple(map(Slot, twist))
        axes = Signature(bottom, top)
        found = FAMILIES[family].tensors(group, axes)
        assert isinstance(found, Orbits)
        rows = rows_of(found)
        assert found.count == fixed_by_generators(group, axes)
        assert found.count == (np.linalg.matrix_rank(rows) if len(rows) else 0)
        for step in range(len(finite.steps(group))):
            assert (moved(rows, group, axes, step) == rows).all()


@pytest.mark.parametrize("size", (1, 2, 3, pytest.param(5, marks=pytest.mark.slow)))
@pytest.mark.parametrize("family", FINITE)
def test_diagrams_span_what_the_generators_fix(family: str, size: int) -> None:
    group, most = named(family, size), 6 if size < 5 else 4
    for points in range(most + 1):
        for bottom in range(points + 1):
            axes = signature(points, bottom=bottom)
            found = FAMILIES[family].hom(group, axes)
            if found is None or size**points > 1_000:
                continue
            every = [tensor(d, size, bottom, points - bottom).ravel() for d in found.diagrams]
            rows = np.array(every).reshape(len(every), size**points)
            assert len(rows) == FAMILIES[family].dimension(group, axes)
            assert len(rows) == (np.linalg.matrix_rank(rows) if len(rows) else 0)
            for step in range(len(finite.steps(group))):
                assert (moved(rows, group, axes, step) == rows).all()


def test_diagrams_are_there_where_there_are_no_extra_maps() -> None:
    assert FAMILIES["A"].hom(named("A", 6), signature(4)) is not None
    assert FAMILIES["A"].hom(named("A", 6), signature(5)) is None
    assert FAMILIES["SB"].hom(named("SB", 3), signature(2)) is not None
    assert FAMILIES["SB"].hom(named("SB", 3), signature(3)) is None
    assert FAMILIES["SB"].hom(named("SB", 3), signature(2, signs=1)) is None
    assert FAMILIES["EB"].hom(named("EB", 3), signature(4, determinants=2)) is not None
    assert FAMILIES["EB"].hom(named("EB", 4), signature(4)) is None
    assert FAMILIES["EB"].hom(named("EB", 3), signature(2, signs=1)) is None
    assert FAMILIES["generated"].hom(generated((1, 0)), signature(1)) is not None
    assert FAMILIES["generated"].hom(generated((1, 0)), signature(1, signs=1)) is None
    assert FAMILIES["B"].hom(named("B", 3), signature(3, determinants=1)) is None
    assert FAMILIES["S"].hom(named("S", 9), signature(4, signs=1)).diagrams == ()  # type: ignore[union-attr]


def test_large_sizes_cost_nothing() -> None:
    for family, expected in (("S", 203), ("A", 203), ("B", 31), ("SB", 31), ("EB", 31)):
        group, axes = named(family, 1_000), signature(6, bottom=3)
        found = FAMILIES[family].hom(group, axes)
        assert found is not None
        assert len(found.diagrams) == FAMILIES[family].dimension(group, axes) == expected
        assert FAMILIES[family].spanning(group, axes) == expected


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("family", FINITE)
def test_there_are_as_many_elements_as_the_order_says(family: str, size: int) -> None:
    group = named(family, size)
    assert FAMILIES[family].order(group) == ORDERS[family](size)  # type: ignore[attr-defined]
    if (family, size) not in (("D", 1), ("D", 2)):
        assert order(finite.steps(group)) == ORDERS[family](size)
        listed = {tuple(map(tuple, m)) for m in by_definition(family, size)}
        assert {finite.matrix(g) for g in elements(finite.steps(group))} == listed


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("family", FINITE)
def test_samples_are_elements_and_reach_all_of_them(family: str, size: int) -> None:
    group, random = named(family, size), Random(0)
    listed = {tuple(map(tuple, m)) for m in by_definition(family, size)}
    count = 20 * len(listed) if len(listed) <= 24 else 50
    found = {FAMILIES[family].sample(group, random) for _ in range(count)}
    assert found <= listed
    assert len(listed) > 24 or found == listed


@pytest.mark.parametrize("family", FINITE)
@pytest.mark.parametrize("size", (1, 2, 3, 4))
def test_regular_axes_are_the_group_acting_on_itself(family: str, size: int) -> None:
    group = named(family, size)
    count = ORDERS[family](size)
    regular = finite.regular(group)
    assert finite.length(group, "regular") == count == len(set(regular.names))
    assert regular.names[0] == "1"
    assert len(set(elements(regular.generators))) == count, "left multiplication is free"
    for points, twist in product(range(3), ((), ("sign",), ("regular",))):
        axes = Signature((Slot("regular"),), (Slot(),) * points + tuple(map(Slot, twist)))
        entries = prod(finite.shape(group, axes.slots))
        if entries <= 3_000:
            expected = entries // count
            assert FAMILIES[family].dimension(group, axes) == expected
            assert FAMILIES[family].tensors(group, axes).count == expected
            if entries <= 150:
                assert fixed_by_generators(group, axes) == expected


def test_regular_axes_follow_the_defining_ones() -> None:
    """Words in the generators move both alike: g sends the element h to gh."""
    for group in (named("A", 4), named("D", 5), named("B", 2), named("C", 4), named("EB", 3)):
        joined = tuple(
            (*finite.representation(group, Slot("regular"))[k], *images)
            for k, images in enumerate(finite.steps(group))
        )
        count = finite.length(group, "regular")
        assert isinstance(count, int)
        shifted = tuple(
            (*g[:count], *(i + count if i >= 0 else ~(~i + count) for i in g[count:]))
            for g in joined
        )
        assert len(elements(shifted)) == count


def test_elements_of_dihedral_groups_are_in_the_documented_order() -> None:
    names = ("1", "r", "r^2", "m", "mr", "mr^2")
    regular = finite.regular(named("D", 3))
    assert regular.names == names
    turn, mirror = finite.steps(named("D", 3))
    powers = [(0, 1, 2), turn, tuple(turn[i] for i in turn)]
    listed = [*powers, *(tuple(mirror[i] for i in p) for p in powers)]
    for images, by in zip(regular.generators, (turn, mirror), strict=True):
        assert [listed[i] for i in images] == [tuple(by[i] for i in h) for h in listed]
    assert finite.regular(named("D", 1)).names == ("1", "m")
    assert finite.regular(named("D", 2)).names == ("1", "r", "m", "mr")


def test_actions_are_seen_from_the_generators() -> None:
    expected = {
        ("S", 3, ""): "permutation",
        ("S", 3, "sign"): "signed permutation",
        ("S", 1, "sign"): "permutation",
        ("A", 4, "sign"): "permutation",
        ("C", 3, "sign"): "permutation",
        ("C", 4, "det"): "signed permutation",
        ("B", 1, ""): "signed permutation",
        ("B", 3, "regular"): "permutation",
        ("B", 3, "trivial"): "permutation",
        ("SB", 1, ""): "permutation",
        ("SB", 3, "det"): "permutation",
        ("SB", 3, "sign"): "signed permutation",
        ("EB", 2, ""): "signed permutation",
        ("D", 2, "sign"): "signed permutation",
    }
    for (family, size, label), action in expected.items():
        assert FAMILIES[family].action(named(family, size), Slot(label)) == action
    free = Group("N", "S", ("n",))
    assert FAMILIES["S"].action(free, Slot("sign")) == "signed permutation"
    assert FAMILIES["S"].action(free, Slot()) == "permutation"


def test_a_free_size_counts_as_large() -> None:
    free, symmetric = Group("N", "S", ("n",)), FAMILIES["S"]
    assert symmetric.dimension(free, signature(4)) == 15
    assert symmetric.dimension(free, signature(4, signs=1)) == 0
    assert symmetric.dimension(free, signature(4, signs=1, determinants=1)) == 15
    assert symmetric.length(free, "sign") == 1
    assert symmetric.length(free, "regular") is None
    found = symmetric.hom(free, signature(4, signs=1))
    assert found is not None and not found.diagrams


def test_unknown_labels_have_no_length_and_large_groups_no_regular_axis() -> None:
    assert finite.length(named("C", 3), "1e") is None
    with pytest.raises(TooLarge) as caught:
        finite.length(named("S", 20), "regular")
    assert (caught.value.order, caught.value.budget) == (factorial(20), finite.REGULAR_LIMIT)
    with pytest.raises(TooLarge):
        elements(finite.steps(named("S", 8)))
    swaps = [(*range(i), i + 1, i, *range(i + 2, 40)) for i in range(0, 40, 2)]
    with pytest.raises(TooLarge) as caught:
        FAMILIES["generated"].length(generated(*swaps), "regular")
    assert caught.value.order == 2**20


def test_large_groups_on_many_points_are_walked_through() -> None:
    """Two symmetric groups side by side: no chain of stabilizers for so many points."""
    n = 60
    swap, turn = (1, 0, *range(2, n)), (*range(1, n), 0)
    whole = generated(
        *((*g, *range(n, 2 * n)) for g in (swap, turn)),
        *((*range(n), *(n + i for i in g)) for g in (swap, turn)),
    )
    family, random = FAMILIES["generated"], Random(0)
    assert [family.dimension(whole, signature(points)) for points in (1, 2)] == [2, 6]
    assert family.hom(whole, signature(2)) is None
    assert family.spanning(whole, signature(8)) == (2 * n) ** 8
    found = np.array(family.sample(whole, random))
    assert (found.sum(0) == 1).all() and (found[:n, n:] == 0).all()


@pytest.mark.parametrize("family", FINITE)
def test_wrong_parameters_are_refused(family: str) -> None:
    refuse = FAMILIES[family].problem
    assert refuse((1,)) is None
    assert refuse((0,)) is not None
    assert refuse((2, 2)) is not None
    assert refuse(()) is not None
    assert (refuse(("n",)) is None) == (family == "S")


def random_groups(count: int) -> list[Group]:
    """Groups generated by a few random signed permutations of a few points."""
    random = Random(1)
    groups = []
    for _ in range(count):
        n, signed = random.randint(1, 5), random.random() < 0.5
        steps = [random.sample(range(n), n) for _ in range(random.randint(1, 3))]
        groups.append(
            generated(
                *(tuple(~i if signed and random.random() < 0.4 else i for i in s) for s in steps)
            )
        )
    return groups


@pytest.mark.parametrize("group", random_groups(24))
def test_generated_groups_are_counted_alike_in_three_ways(
    group: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = finite.steps(group)
    n, family = len(steps[0]), FAMILIES["generated"]
    monkeypatch.setattr("symc.algebra.orbit_counts.SMALL_STABILIZER", 2)
    monkeypatch.setattr("symc.algebra.orbit_counts.SMALL_WALK", 4)
    for points, signs, determinants in product(range(5), (0, 1), (0, 1)):
        if n**points > 200:
            continue
        axes = signature(points, signs, determinants)
        expected = fixed_by_generators(group, axes)
        twist = tuple(parity(g) ** signs * determinant(g) ** determinants for g in steps)
        assert family.dimension(group, axes) == expected
        assert family.tensors(group, axes).count == expected
        assert mean_of_characters(steps, points, signs, determinants) == expected
        assert chain_count(steps, points, twist) == expected
        found = family.hom(group, axes)
        if found is not None:
            rows = np.array([tensor(d, n, 0, points).ravel() for d in found.diagrams])
            rows = rows.reshape(len(found.diagrams), n**points)
            assert len(rows) == expected
            for step in range(len(steps)):
                assert (moved(rows, group, axes, step) == rows).all()


def test_few_orbits_are_counted_without_listing_tuples() -> None:
    """The Mathieu group of 24 points is 5-transitive; all permutations of 40 points are more."""
    turn = (*range(1, 23), 0, 23)
    other = list(range(24))
    for cycle in ((2, 16, 9, 6, 8), (3, 12, 13, 18, 4), (7, 17, 10, 11, 22), (14, 19, 21, 20, 15)):
        for a, b in zip(cycle, (*cycle[1:], cycle[0]), strict=True):
            other[a] = b
    swap = [23, 22, 11, 15, 17, 9, 19, 13, 20, 5, 16, 2, 21, 7, 18, 3, 10, 4, 14, 6, 8, 12, 1, 0]
    steps = (turn, tuple(other), tuple(swap))
    assert order(steps) == 244_823_040
    assert [chain_count(steps, points) for points in (1, 2, 4, 5)] == [1, 2, 15, 52]
    every = generated((1, 0, *range(2, 40)), (*range(1, 40), 0))
    assert FAMILIES["generated"].dimension(every, signature(6)) == 203
    found = FAMILIES["generated"].hom(every, signature(6))
    assert found is not None and len(found.diagrams) == 203


def test_signed_groups_that_are_large_are_counted_by_a_chain() -> None:
    steps = finite.steps(named("B", 8))
    assert [chain_count(steps, points) for points in (2, 4, 6)] == [1, 4, 31]
    assert chain_count(steps, 3, tuple(map(determinant, steps))) == 0
    steps = finite.steps(named("SB", 7))
    assert chain_count(steps, 7) == FAMILIES["SB"].dimension(named("SB", 7), signature(7)) == 1


def test_orbits_are_in_order_and_start_with_one() -> None:
    steps = finite.steps(named("B", 3))
    found = Orbits((3, 3), (3, 3), tuple((g,) * 4 for g in steps), 4)
    listed = orbit_elements(found)
    assert [element[0][0] for element in listed] == sorted(element[0][0] for element in listed)
    assert all(element[0][1] == 1 for element in listed)
    assert all(list(element) == sorted(element) for element in listed)
    entries = [entry for element in listed for entry, _ in element]
    assert len(entries) == len(set(entries)) == 3 + 3 * 6
    assert orbit_count(found.generators, (3, 3, 3, 3)) == 4


def test_elements_are_written_as_cycles() -> None:
    assert finite.regular(named("S", 3)).names == (
        "1",
        "(1 2)",
        "(1 2 3)",
        "(2 3)",
        "(1 3)",
        "(1 3 2)",
    )
    assert cycles((1, ~0)) == "[2 -1]"
