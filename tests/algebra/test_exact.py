"""Exact invariant tensors against null spaces in floating point, and against known dimensions."""

import subprocess
import sys
from fractions import Fraction
from random import Random

import numpy as np
import pytest

from symc.algebra import exact
from symc.algebra.family import Signature, Slot
from symc.algebra.invariants import MOST_UNKNOWNS, TooManyUnknowns
from symc.algebra.numbers import approximate, read
from symc.ir.symmetry import Generators, Group, Matrix
from symc.ir.tensors import Table


def rows(text: str) -> Matrix:
    return tuple(tuple(row.split()) for row in text.split(";"))


def generated(
    matrices: tuple[str, ...] = (),
    algebra: tuple[str, ...] = (),
    permutations: tuple[tuple[int, ...], ...] = (),
) -> Group:
    given = Generators(permutations, tuple(map(rows, matrices)), tuple(map(rows, algebra)))
    size = len((*given.permutations, *given.matrices, *given.algebra)[0])
    return Group("G", "generated", (size,), given)


TURN = "-1/2 -sqrt(3)/2; sqrt(3)/2 -1/2"
ICO = (
    "0 0 1; 1 0 0; 0 1 0",
    "-1/2 1/4+sqrt(5)/4 -1/4+sqrt(5)/4; 1/4+sqrt(5)/4 -1/4+sqrt(5)/4 1/2;"
    " 1/4-sqrt(5)/4 -1/2 1/4+sqrt(5)/4",
)
GROUPS = {
    "C3": generated((TURN,)),
    "S3": generated((TURN, "1 0; 0 -1")),
    "D6": generated(("1/2 -sqrt(3)/2; sqrt(3)/2 1/2", "1 0; 0 -1")),
    "C3 on a lattice": generated(("0 -1; 1 -1",)),
    "C12": generated(("sqrt(3)/2 -0.5; 1/2 sqrt(3)/2",)),
    "C8": generated(("sqrt(2)/2 -sqrt(2)/2; sqrt(2)/2 sqrt(2)/2",)),
    "icosahedron": generated(ICO),
    "Weyl of A3": generated(
        ("-1 1 0; 0 1 0; 0 0 1", "1 0 0; 1 -1 1; 0 0 1", "1 0 0; 0 1 0; 0 1 -1")
    ),
    "scaled swap": generated(("0 2; 1/2 0",)),
    "signs": generated(permutations=((1, ~0, 2), (0, 1, ~2))),
    "points": generated(permutations=((1, 2, 0),)),
    "SO(2)": generated(algebra=("0 -1; 1 0",)),
    "SO(3)": generated(algebra=("0 -1 0; 1 0 0; 0 0 0", "0 0 0; 0 0 -1; 0 1 0")),
    "boosts": generated(algebra=("0 1; 1 0",)),
    "Heisenberg": generated(algebra=("0 1 0; 0 0 0; 0 0 0", "0 0 0; 0 0 1; 0 0 0")),
    "shear": generated(algebra=("0 1; 0 0",)),
    "stretch": generated(algebra=("1 0; 0 -2",)),
    "SL(2)": generated(algebra=("0 1; 0 0", "0 0; 1 0")),
    "golden": generated(algebra=("1 0 0; 0 sqrt(2) 0; 0 0 -1-sqrt(2)",)),
    "O(2)": generated(("1 0; 0 -1",), ("0 -1; 1 0",)),
    "O(1,1)": generated(("1 0; 0 -1", "-1 0; 0 1"), ("0 1; 1 0",)),
}


def dense(matrix: Matrix) -> np.ndarray:
    return np.array([[approximate(read(x)).real for x in row] for row in matrix])


def brute_force(group: Group, signature: Signature) -> int:
    """The nullity of the constraints of random group elements, by singular values."""
    random = Random(0)
    size = 1
    for slot in signature.slots:
        size *= 1 if slot.label else int(group.size)
    blocks = [np.zeros((1, size))]
    for _ in range(8):
        g = np.array(exact.sample(group, random)).real
        whole = np.ones((1, 1))
        for slots, top in ((signature.bottom, False), (signature.top, True)):
            for slot in slots:
                rho = {"": g, "det": np.array([[np.linalg.det(g)]]), "trivial": np.eye(1)}[
                    slot.label
                ]
                whole = np.kron(whole, rho if top != slot.dual else np.linalg.inv(rho).T)
        blocks.append(whole - np.eye(size))
    return size - int(np.linalg.matrix_rank(np.concatenate(blocks), tol=1e-8))


def check(group: Group, signature: Signature) -> Table:
    found = exact.invariant_tensors(group, signature)
    assert found.count == exact.dimension(group, signature)
    firsts = [element[0][0] for element in found.elements]
    assert firsts == sorted(set(firsts))
    for i, element in enumerate(found.elements):
        assert element[0][1] == 1
        assert [entry for entry, _ in element] == sorted({entry for entry, _ in element})
        assert all(entry == firsts[i] or entry not in firsts for entry, _ in element)
    return found


V, D, DET = Slot(), Slot("", True), Slot("det")
SIGNATURES = [
    *(Signature.of(k, n - k) for n in range(4) for k in range(n + 1)),
    Signature((V, DET), (V,)),
    Signature((D, V), (V,)),
    Signature((V, V), (D, V)),
    Signature((), (DET, V, V)),
    Signature((Slot("trivial"),), (Slot("det", True),)),
]


@pytest.mark.parametrize("name", GROUPS)
def test_dimensions_are_those_of_a_null_space_in_floating_point(name: str) -> None:
    for signature in SIGNATURES:
        count = check(GROUPS[name], signature).count
        assert count == brute_force(GROUPS[name], signature), signature


@pytest.mark.parametrize("name", GROUPS)
def test_tensors_are_left_alone_by_random_elements(name: str) -> None:
    group, random = GROUPS[name], Random(1)
    found = check(group, Signature((V, D), (V, D)))
    n = int(group.size)
    for _ in range(3):
        g = np.array(exact.sample(group, random)).real
        h = np.linalg.inv(g).T
        for element in found.elements:
            flat = np.zeros(n**4)
            for entry, value in element:
                flat[entry] = approximate(read(value)).real
            tensor = flat.reshape(n, n, n, n)
            moved = np.einsum("ia,jb,kc,ld,abcd", h, g, g, h, tensor)
            assert np.abs(moved - tensor).max() < 1e-9 * max(1, np.abs(tensor).max())


@pytest.mark.parametrize(
    ("name", "dimensions"),
    [
        ("SO(2)", [1, 0, 2, 0, 6, 0, 20]),
        ("SO(3)", [1, 0, 1, 1, 3, 6, 15]),
        ("SL(2)", [1, 0, 1, 0, 2, 0, 5]),
        ("O(2)", [1, 0, 1, 0, 3, 0, 10]),
        ("icosahedron", [1, 0, 1, 0, 3, 0]),
        ("points", [1, 1, 3, 9, 27]),
        ("stretch", [1, 0, 0, 3, 0, 0, 15]),
    ],
)
def test_known_dimensions(name: str, dimensions: list[int]) -> None:
    for n, expected in enumerate(dimensions):
        assert check(GROUPS[name], Signature.of(0, n)).count == expected


def test_the_basis_of_turns_is_the_identity_and_the_quarter_turn() -> None:
    for name in ("SO(2)", "C3", "C8"):
        found = exact.invariant_tensors(GROUPS[name], Signature.of(1, 1))
        assert found == Table((2,), (2,), (((0, 1), (3, 1)), ((1, 1), (2, -1))))


def test_irrational_entries_are_exact() -> None:
    found = exact.invariant_tensors(GROUPS["icosahedron"], Signature.of(0, 6))
    texts = {value for element in found.elements for _, value in element if isinstance(value, str)}
    assert any("sqrt(5)" in text for text in texts)
    assert found.count == 16


def test_long_entries_are_found_with_longer_primes() -> None:
    group = generated(algebra=("3 12345678901; 0 0",))
    found = check(group, Signature.of(0, 1))
    assert found.elements == (((0, 1), (1, Fraction(-3, 12345678901))),)


def test_regular_axes_of_groups_of_matrices() -> None:
    regular = Slot("regular")
    for name, order in (("S3", 6), ("C8", 8), ("signs", 8)):
        group = GROUPS[name]
        assert exact.length(group, "regular") == order
        assert check(group, Signature((regular,), (regular,))).count == order
        assert check(group, Signature((regular,), (V,))).count == group.size
    assert exact.length(GROUPS["SO(2)"], "regular") is None


@pytest.mark.parametrize(
    ("name", "slot", "action"),
    [
        ("C3", V, "orthogonal"),
        ("C3", DET, "permutation"),
        ("S3", DET, "signed permutation"),
        ("C3 on a lattice", V, "linear"),
        ("scaled swap", V, "scaling"),
        ("signs", V, "signed permutation"),
        ("points", V, "permutation"),
        ("SO(3)", V, "orthogonal"),
        ("SO(3)", DET, "permutation"),
        ("boosts", V, "linear"),
        ("shear", V, "linear"),
        ("stretch", V, "scaling"),
        ("stretch", DET, "scaling"),
        ("O(2)", V, "orthogonal"),
        ("C8", Slot("regular"), "permutation"),
        ("C8", Slot("trivial"), "permutation"),
    ],
)
def test_actions(name: str, slot: Slot, action: str) -> None:
    assert exact.action(GROUPS[name], slot) == action


def test_actions_of_nothing_and_of_unitary_matrices() -> None:
    assert exact.action(generated(algebra=("0 0; 0 0",)), V) == "permutation"
    assert exact.action(generated(("I 0; 0 1",)), V) == "unitary"
    assert exact.action(generated(algebra=("I 0; 0 -I",)), V) == "unitary"


@pytest.mark.parametrize(
    ("matrix", "words"),
    [
        ("1 2; 2 4", "singular"),
        ("3/5 -4/5; 4/5 3/5", "6/5 is no algebraic integer"),
        ("2 1; 1 1", "above 2"),
        ("1 1; 0 1", "trace 2 is that of the identity"),
        ("0 -1 1 0; 1 0 0 1; 0 0 0 -1; 0 0 1 0", "infinite order"),
        ("sqrt(2) -1; 1 0", None),
        ("(1+sqrt(5))/2 -1; 1 0", None),
        ("sqrt(5)-1 -1; 1 0", "infinite order"),
        ("I 0; 0 -1", None),
    ],
)
def test_matrices_of_infinite_order_are_recognised(matrix: str, words: str | None) -> None:
    found = exact.inverse_problem(rows(matrix))
    assert found is None if words is None else found is not None and words in found


def test_groups_that_are_not_finite_or_too_large_are_refused() -> None:
    def problem(*texts: str) -> str | None:
        return exact.infinite_problem(tuple(map(rows, texts)))

    assert problem("0 -1; 1 0", "0 -1; 1 1") is not None
    assert problem("0 1; 1 0", "-1 0; 1 1") is None
    swap, turn = (1, 0, *range(2, 8)), (*range(1, 8), 0)
    texts = [
        ";".join(" ".join("1" if to == row else "0" for to in g) for row in range(8))
        for g in (swap, turn)
    ]
    assert problem(*texts) == "they generate more than 10,000 elements"


def test_too_many_unknowns_are_refused_with_the_number() -> None:
    with pytest.raises(TooManyUnknowns) as raised:
        exact.invariant_tensors(GROUPS["SO(3)"], Signature.of(5, 5))
    assert raised.value.number == 3**10
    assert raised.value.limit == MOST_UNKNOWNS


def test_rational_groups_need_no_sympy() -> None:
    program = (
        "import sys\n"
        "from symc.algebra import exact\n"
        "from symc.algebra.family import Signature\n"
        "from symc.ir.symmetry import Generators, Group\n"
        "turn = (('0', '-sqrt(3)'), ('sqrt(3)', '0'))\n"
        "group = Group('G', 'generated', (2,), Generators(algebra=(turn,)))\n"
        "assert exact.invariant_tensors(group, Signature.of(2, 2)).count == 6\n"
        "assert 'sympy' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_samples_of_finite_groups_are_all_elements() -> None:
    random = Random(2)
    group = GROUPS["icosahedron"]
    seen = {np.round(np.array(exact.sample(group, random)), 6).tobytes() for _ in range(1500)}
    assert len(seen) == 120
