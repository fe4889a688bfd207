"""Sp, GL, SL, U and SU as groups: samples, generators, parameters and axes."""

from random import Random

import numpy as np
import pytest

from symc.algebra import FAMILIES
from symc.algebra.family import Slot
from tests.oracle.classical import DET, SIZES, Array, V, group, standard


@pytest.mark.parametrize(("family", "n"), [*SIZES, ("Sp", 6), ("SU", 5)])
def test_samples_are_elements(family: str, n: int) -> None:
    random = Random(n)
    signs = set()
    for _ in range(20):
        g = np.array(FAMILIES[family].sample(group(family, n), random), complex)
        assert g.shape == (n, n) and np.linalg.cond(g) < 8
        signs.add(bool(np.linalg.det(g).real > 0))
        if family in ("U", "SU"):
            assert np.abs(g.conj().T @ g - np.eye(n)).max() < 1e-12
        else:
            assert not np.abs(g.imag).max()
        if family in ("SL", "SU", "Sp"):
            assert abs(np.linalg.det(g) - 1) < 1e-12
        if family == "Sp":
            assert np.abs(g.T @ standard(n) @ g - standard(n)).max() < 1e-12
        if family in ("SL", "Sp") and n > 1:
            assert np.abs(g.T @ g - np.eye(n)).max() > 1e-2
    if family in ("GL", "U"):
        assert signs == {True, False}


@pytest.mark.parametrize(("family", "n"), [("U", 2), ("SU", 2), ("SU", 3)])
def test_samples_are_spread_evenly(family: str, n: int) -> None:
    """The mean of |trace|^2 counts the maps from V to itself, that of |trace|^4 those of V^2."""
    random = Random(5)
    traces = [
        abs(sum(row[i] for i, row in enumerate(FAMILIES[family].sample(group(family, n), random))))
        for _ in range(4_000)
    ]
    assert abs(np.mean(np.power(traces, 2)) - 1) < 0.1
    assert abs(np.mean(np.power(traces, 4)) - 2) < 0.3


@pytest.mark.parametrize(("family", "n"), [*SIZES, ("Sp", 6), ("SL", 4), ("SU", 4), ("U", 4)])
def test_generators_generate_the_whole_algebra(family: str, n: int) -> None:
    made = FAMILIES[family].generators(group(family, n))
    number = {"I": 1j, "-I": -1j}
    algebra = [
        np.array([[complex(number.get(a, 0) or a) for a in row] for row in matrix])
        for matrix in made.algebra
    ]
    for x in algebra:
        if family == "Sp":
            assert not (x.T @ standard(n) + standard(n) @ x).any()
        if family in ("SL", "SU"):
            assert not np.trace(x)
        if family in ("U", "SU"):
            assert not (x.conj().T + x).any()
    full = {"GL": n * n, "U": n * n, "Sp": n * (n + 1) // 2}.get(family, n * n - 1)
    assert closure(algebra) == full
    assert all(sorted(i if i >= 0 else ~i for i in p) == [*range(n)] for p in made.permutations)


def closure(algebra: list[Array]) -> int:
    """The real dimension of the Lie algebra that matrices generate."""
    basis: list[Array] = []
    todo = list(algebra)
    while todo:
        x = todo.pop()
        if rank([*basis, x]) > len(basis):
            todo += [x @ y - y @ x for y in basis]
            basis.append(x / np.abs(x).max())
    return len(basis)


def rank(matrices: list[Array]) -> int:
    rows = [np.concatenate([x.real.ravel(), x.imag.ravel()]) for x in matrices]
    return int(np.linalg.matrix_rank(np.array(rows)))


@pytest.mark.parametrize(
    ("family", "parameters", "words"),
    [
        ("Sp", (3,), "3 is odd"),
        ("Sp", (0,), "0 is less"),
        ("Sp", (-2,), "-2 is less"),
        ("Sp", ("m",), "a constant"),
        ("Sp", (2, 2), "one dimension"),
        ("GL", (0,), "0 is less"),
        ("SL", ("n",), "a constant"),
        ("U", (1, 1), "one dimension"),
        ("SU", (), "one dimension"),
    ],
)
def test_what_is_no_group_is_named(
    family: str, parameters: tuple[int | str, ...], words: str
) -> None:
    problem = FAMILIES[family].problem(parameters)
    assert problem is not None and words in problem


@pytest.mark.parametrize(("family", "n"), SIZES)
def test_what_a_family_says_of_its_axes(family: str, n: int) -> None:
    made, of = group(family, n), FAMILIES[family]
    assert of.problem((n,)) is None and of.problem(of_example(of.example)) is None
    assert [of.length(made, x) for x in ("", "det", "trivial", "regular")] == [n, 1, 1, None]
    assert of.is_complex == (family in ("U", "SU"))
    kind = "unitary" if family in ("U", "SU") else "linear"
    assert of.action(made, V) == ("permutation" if n == 1 and family in ("SL", "SU") else kind)
    assert of.action(made, DET) == (kind if family in ("GL", "U") else "permutation")
    assert of.action(made, Slot("trivial")) == "permutation"


def of_example(text: str) -> tuple[int, ...]:
    return (int(text[text.index("(") + 1 : -1]),)
