"""The oracle itself: elements keep what their groups are defined by, and counts that are known."""

from collections.abc import Callable
from itertools import combinations
from math import comb

import pytest
import torch
from torch import Tensor

from symc.ir.symmetry import Axis, Generators, Group, Part, Power
from tests.oracle import brute
from tests.oracle.actions import act, elements, listed, regular, symmetrised
from tests.oracle.groups import (
    corners,
    dihedral,
    element,
    eye,
    generating,
    outside,
    symplectic_form,
    three_form,
)

pytestmark = pytest.mark.torch


def group(family: str, *sizes: int) -> Group:
    return Group("G", family, sizes)


def axis(by: Group, label: str = "", dual: bool = False, size: int = 1) -> Axis:
    return Axis(size if label else by.size, by, label, dual)


def metric(p: int, q: int) -> Tensor:
    return torch.diag(torch.tensor([1.0] * p + [-1.0] * q, dtype=torch.float64))


def keeps(form: Tensor) -> Callable[[Tensor], bool]:
    return lambda g: torch.allclose(g.T @ form @ g, form, atol=1e-10)


def is_permutation(g: Tensor) -> bool:
    return is_signed(g) and bool((g >= 0).all())


def is_signed(g: Tensor) -> bool:
    whole = ((g.abs() == 1) | (g == 0)).all()
    return bool(whole and (g.abs().sum(0) == 1).all() and (g.abs().sum(1) == 1).all())


def keeps_three_form(g: Tensor) -> bool:
    form = three_form()
    return torch.allclose(torch.einsum("ai,bj,ck,abc->ijk", g, g, g, form), form, atol=1e-9)


def unit(g: Tensor) -> bool:
    return bool(abs(torch.linalg.det(g) - 1) < 1e-9)


DEFINED: list[tuple[Group, Callable[[Tensor], bool]]] = [
    *((group("S", n), is_permutation) for n in (1, 2, 4)),
    *((group("A", n), lambda g: is_permutation(g) and unit(g)) for n in (1, 2, 3, 5)),
    *((group("O", n), keeps(eye(n))) for n in (1, 3)),
    *((group("SO", n), lambda g: keeps(eye(len(g)))(g) and unit(g)) for n in (1, 2, 4)),
    *((group("O", *pq), keeps(metric(*pq))) for pq in ((1, 3), (2, 2), (1, 1))),
    *(
        (group("SO", *pq), lambda g, pq=pq: keeps(metric(*pq))(g) and unit(g))
        for pq in ((1, 3), (2, 1))
    ),
    *((group("Sp", n), lambda g: keeps(symplectic_form(len(g)))(g)) for n in (2, 4)),
    (group("GL", 3), lambda g: torch.linalg.cond(g).item() < 1e3),
    *((group("SL", n), unit) for n in (1, 3)),
    (group("U", 3), lambda g: torch.allclose(g.mH @ g, eye(3) + 0j)),
    *(
        (group("SU", n), lambda g: torch.allclose(g.mH @ g, eye(len(g)) + 0j) and unit(g))
        for n in (1, 2, 3)
    ),
    (group("B", 3), is_signed),
    *((group("SB", n), lambda g: is_signed(g) and unit(g)) for n in (1, 3)),
    *((group("EB", n), lambda g: is_signed(g) and g.sum() % 4 == len(g) % 4) for n in (1, 4)),
    (group("G2", 7), lambda g: keeps_three_form(g) and unit(g)),
]


@pytest.mark.parametrize(
    ("by", "inside"), DEFINED, ids=lambda v: str(v) if isinstance(v, Group) else ""
)
def test_elements_are_in_the_group_and_outsiders_are_not(
    by: Group, inside: Callable[[Tensor], bool]
) -> None:
    generator = torch.Generator().manual_seed(0)
    for _ in range(10):
        assert inside(element(by, {}, generator))
    assert all(inside(each) for each in generating(by, {}))
    foreign = outside(by, {}, generator)
    assert foreign is None or not inside(foreign)


def test_boosts_have_the_rapidity_asked_for_and_all_components_are_met() -> None:
    generator = torch.Generator().manual_seed(0)
    lorentz = group("O", 1, 3)
    found = [element(lorentz, {}, generator, 0.5) for _ in range(50)]
    assert max(abs(g[0, 0].item()) for g in found) < 1.13 < 1.6
    assert {(bool(g[0, 0] > 0), bool(torch.det(g[1:, 1:]) > 0)) for g in found} == {
        (True, False),
        (False, True),
    }
    far = [element(lorentz, {}, generator, 3.0) for _ in range(20)]
    assert max(abs(g[0, 0].item()) for g in far) > 3


@pytest.mark.parametrize("n", [1, 2, 3, 4, 6])
def test_turns_and_mirrors_multiply_as_the_language_says(n: int) -> None:
    r, m, one = dihedral(n, 1, False), dihedral(n, 0, True), eye(2 * n)
    power = torch.linalg.matrix_power(r, n)
    assert torch.equal(power, one) and torch.equal(m @ m, one)
    assert torch.equal(m @ r @ m @ r, one)
    assert corners(r, n)[:, 0].argmax() == 1 % n
    mirror = corners(m, n)
    assert [int(mirror[:, i].argmax()) for i in range(n)] == [-i % n for i in range(n)]
    first, second = dihedral(n, 2 % n, True), dihedral(n, 1, True)
    both = corners(first @ second, n)
    assert torch.equal(both, corners(first, n) @ corners(second, n))


@pytest.mark.parametrize(
    ("by", "order"),
    [
        *((group("S", n), [1, 1, 2, 6, 24][n]) for n in (1, 2, 3, 4)),
        *((group("A", n), [1, 1, 1, 3, 12][n]) for n in (1, 2, 3, 4)),
        (group("B", 2), 8),
        (group("SB", 3), 24),
        (group("EB", 3), 24),
    ],
    ids=str,
)
def test_all_elements_are_listed_and_their_regular_matrices_multiply(by: Group, order: int) -> None:
    assert len(listed(by)) == order
    generator = torch.Generator().manual_seed(0)
    g, h = (element(by, {}, generator) for _ in range(2))
    assert torch.equal(regular(g, by) @ regular(h, by), regular(g @ h, by))


def test_points_of_a_base_move_with_what_is_over_them() -> None:
    heads = group("S", 3)
    keys = Group("K", "S", (4,), within=heads)
    deep = Group("D", "O", (2,), within=keys)
    apart = Part((Axis(3, heads), Axis(4, keys), Axis(2, deep)), 5)
    fused = Part((Axis(24, heads, fibres=(keys, deep)),), 5)
    generator = torch.Generator().manual_seed(0)
    by = elements([apart], {}, generator)
    assert by[keys].shape == (3, 4, 4) and by[deep].shape == (3, 4, 2, 2)
    x = torch.randn(6, 3, 4, 2, 5, dtype=torch.float64, generator=generator)
    moved = act(x, apart, by)
    assert torch.allclose(act(x.reshape(6, 24, 5), fused, by).reshape(x.shape), moved)
    for a in range(3):
        to = int(by[heads][:, a].argmax())
        for i in range(4):
            there = int(by[keys][a, :, i].argmax())
            turned = torch.einsum("xy,byc->bxc", by[deep][a, i], x[:, a, i])
            assert torch.allclose(moved[:, to, there], turned)


def test_two_fibres_over_one_axis_move_alike_and_the_nearest_base_counts() -> None:
    heads = group("S", 3)
    keys = Group("K", "S", (4,), within=heads)
    part = Part((Axis(3, heads), Axis(3, heads), Axis(4, keys), Axis(4, keys)))
    by = elements([part], {}, torch.Generator().manual_seed(1))
    x = torch.eye(4).double().expand(3, 3, 4, 4)
    assert torch.allclose(act(x, part, by), x)
    same = {**by, keys: by[keys][:1].expand(3, 4, 4)}
    y = torch.randn(3, 3, 4, 4, dtype=torch.float64)
    assert not torch.allclose(act(y, part, same), act(y, part, by))


def test_duals_pair_with_vectors() -> None:
    for family, sizes in (("GL", (3,)), ("O", (1, 3)), ("Sp", (4,)), ("U", (2,))):
        by = group(family, *sizes)
        v, w = Part((axis(by),)), Part((axis(by, dual=True),))
        moved = elements([v], {}, torch.Generator().manual_seed(2))
        x, y = torch.randn(2, by.size, dtype=torch.complex128)  # type: ignore[arg-type]
        assert torch.allclose((act(x, v, moved) * act(y, w, moved)).sum(), (x * y).sum())


def test_powers_are_projections() -> None:
    rot = group("O", 3)
    for k in (2, 3):
        for sign in (1, -1):
            power = Power(tuple((i,) for i in range(k)), sign)
            part = Part((axis(rot),) * k, None, (power,))
            units = torch.eye(3**k, dtype=torch.float64).reshape(-1, *[3] * k)
            once = symmetrised(units, part)
            assert torch.allclose(symmetrised(once, part), once)
            wanted = comb(3 + k - 1, k) if sign == 1 else comb(3, k)
            assert int(torch.linalg.matrix_rank(once.flatten(1))) == wanted


KNOWN: dict[tuple[str, tuple[int, ...]], list[int]] = {
    ("A", (2,)): [1, 2, 4, 8, 16],
    ("A", (3,)): [1, 1, 3, 9, 27, 81],
    ("A", (4,)): [1, 1, 2, 6, 22, 86],
    ("A", (5,)): [1, 1, 2, 5, 16, 63],
    ("O", (1, 3)): [1, 0, 1, 0, 3, 0],
    ("SO", (1, 3)): [1, 0, 1, 0, 4, 0],
    ("SO", (1, 2)): [1, 0, 1, 1, 3, 6, 15],
    ("O", (1, 1)): [1, 0, 1, 0, 3, 0, 10],
    ("Sp", (2,)): [1, 0, 1, 0, 2, 0, 5, 0, 14],
    ("Sp", (4,)): [1, 0, 1, 0, 3, 0, 14],
    ("SL", (1,)): [1, 1, 1, 1],
    ("SL", (2,)): [1, 0, 1, 0, 2, 0, 5],
    ("SL", (3,)): [1, 0, 0, 1, 0, 0, 5],
    ("SU", (2,)): [1, 0, 1, 0, 2, 0, 5],
    ("GL", (2,)): [1, 0, 0, 0],
    ("B", (2,)): [1, 0, 1, 0, 4, 0, 16],
    ("B", (3,)): [1, 0, 1, 0, 4, 0, 31],
    ("SB", (3,)): [1, 0, 1, 1, 4, 10, 31],
    ("EB", (3,)): [1, 0, 1, 1, 4, 10, 31],
    ("C", (8,)): [1, 1, 8, 64, 512],
    ("D", (5,)): [1, 1, 3, 13, 63],
    ("D", (6,)): [1, 1, 4, 20, 112],
    ("G2", (7,)): [1, 0, 1, 1, 4],
}
"""From the mathematics: formulas 1.2 to 1.11 and the table of section 5."""


@pytest.mark.parametrize(("family", "sizes"), KNOWN)
def test_known_dimensions(family: str, sizes: tuple[int, ...]) -> None:
    by = Group("G", family, sizes)
    for points, expected in enumerate(KNOWN[family, sizes]):
        assert brute.invariants([by] * points, [axis(by).extent] * points) == expected  # type: ignore[list-item]


def test_known_dimensions_of_mixed_slots() -> None:
    for family, n, expected in (
        ("GL", 2, [1, 1, 2, 5, 14]),
        ("U", 3, [1, 1, 2, 6]),
        ("U", 1, [1] * 4),
    ):
        by = group(family, n)
        pair = (axis(by), axis(by, dual=True))
        found = [brute.hom(None, Part(pair * k), {}) for k in range(len(expected))]
        assert found == expected
        vectors = [Part((axis(by),) * k) for k in range(len(expected))]
        assert [brute.hom(v, v, {}) for v in vectors] == expected


def test_known_dimensions_of_wreath_products() -> None:
    heads = group("S", 4)
    keys = Group("K", "S", (3,), within=heads)
    fused = Part((Axis(12, heads, fibres=(keys,)),))
    apart = Part((Axis(4, heads), Axis(3, keys)))
    for part in (fused, apart):
        assert brute.hom(part, fused, {}) == brute.hom(part, apart, {}) == 3
        assert brute.hom(None, part, {}) == 1
    bell = {1: 1, 2: 2, 3: 5}
    assert brute.hom(fused, Part(fused.axes * 2), {}) == bell[3] + 3 * bell[2] + 1


@pytest.mark.slow
def test_known_dimensions_of_symmetric_and_alternating_powers() -> None:
    def power(by: Group, k: int, sign: int) -> Part:
        blocks = tuple((i,) for i in range(k))
        return Part((axis(by),) * k, None, (Power(blocks, sign),) if k > 1 else ())

    points = group("S", 4)
    assert brute.hom(power(points, 2, 1), power(points, 2, 1), {}) == 9
    for k, m in combinations(range(1, 5), 2):
        expected = 1 if m == k + 1 else 0
        assert brute.hom(power(points, k, -1), power(points, m, -1), {}) == expected
    rot = group("O", 3)
    for k, m in ((2, 2), (2, 4), (3, 3), (4, 4)):
        assert brute.hom(power(rot, k, 1), power(rot, m, 1), {}) == min(k // 2, m // 2) + 1
    turn = group("SO", 3)
    for k, m in ((2, 2), (1, 2), (2, 1), (3, 3)):
        assert brute.hom(power(turn, k, -1), power(turn, m, -1), {}) == 1


@pytest.mark.parametrize(
    "by",
    [
        group("S", 3),
        group("A", 4),
        group("B", 2),
        group("SB", 3),
        group("C", 6),
        group("D", 2),
        group("D", 5),
    ],
    ids=str,
)
def test_brute_force_agrees_with_characters(by: Group) -> None:
    labels = [axis(by), axis(by, "det"), axis(by, "trivial")]
    if by.family in ("C", "D"):
        labels.append(axis(by, "regular", size=len(generating(by, {})[0])))
    else:
        labels.append(axis(by, "regular", size=len(listed(by))))
    for first in labels:
        for second in labels:
            source, target = Part((first, axis(by))), Part((second,))
            expected = brute.characters([source], target, {})
            assert brute.hom(source, target, {}) == expected


def test_generated_groups() -> None:
    def given(size: int, **generators: object) -> Group:
        return Group("G", "generated", (size,), Generators(**generators))  # type: ignore[arg-type]

    cycle = given(5, permutations=((1, 2, 3, 4, 0),))
    assert brute.invariants([cycle] * 3, [5] * 3) == 25
    quarter, half = (("0", "-1"), ("1", "0")), (("1", "0"), ("0", "-1"))
    assert brute.invariants([given(2, matrices=(quarter, half))] * 4, [2] * 4) == 4
    assert brute.invariants([given(2, algebra=(quarter,))] * 4, [2] * 4) == 6
    shear = given(2, algebra=((("0", "1"), ("0", "0")),))
    assert [brute.invariants([shear] * k, [2] * k) for k in range(4)] == [1, 1, 2, 3]
    third = (("-1/2", "-sqrt(3)/2"), ("sqrt(3)/2", "-0.5"))
    assert brute.invariants([given(2, matrices=(third,))] * 4, [2] * 4) == 6
