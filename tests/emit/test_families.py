"""Layers over every family of groups: as many weights as maps, all of them, and nothing else."""

import random
import re
from collections.abc import Sequence

import pytest
import torch
from _pytest.mark import ParameterSet

from symc.ir.symmetry import parts_of
from symc.report import CompileError
from tests.emit.families import GROUPS, check, head, linear, meant
from tests.oracle import brute
from tests.oracle.actions import Sizes
from tests.oracle.modules import (
    Compiled,
    bilinear_span,
    build,
    equivariance_error,
    rank,
    tangent,
)

pytestmark = pytest.mark.torch

Case = tuple[str, str, dict[str, int]]


def every(names: str, *sides: tuple[str, str]) -> list[Case]:
    """The same types, with `V` for the group, over several groups."""
    return [
        (re.sub(r"\bV\b", name, a), re.sub(r"\bV\b", name, b), {"n": 4})
        for name in names.split()
        for a, b in sides
    ]


FINITE: list[Case] = [
    *every("A1 A2 A3 A4", ("[V]", "[V]"), ("[V]", "[V, V]"), ("2 [V] + []", "[V] + 2 []")),
    *every(
        "A2 A3 A4", ("[V, V]", "[V, V]"), ("[V.sign]", "[V]"), ("[V]", "[V.sign] + [V.trivial]")
    ),
    ("[A5]", "[A5, A5]", {}),
    *every("S2 S3", ("[V.sign]", "[V, V]"), ("[V] + [V.sign]", "[V.det] + [V]")),
    *every("S2 S3 A3", ("[V.regular]", "[V.regular]"), ("[V]", "[V.regular]")),
    *every("B1 B2 B3 T1 T2 T3 E1 E2 E3", ("[V]", "[V]"), ("[V, V]", "[V, V]")),
    *every("T2 E2 T3 E3", ("[V]", "[V, V]"), ("[V, V]", "[V] + []"), ("[]", "[V, V, V]")),
    *every("B2 B3 T2 E2 E3", ("[V] + [V.det]", "[V] + [V.sign] + [V.det] + []")),
    ("[B2.regular]", "[B2]", {}),
    ("[E4]", "[E4, E4, E4]", {}),
    *every("C1 C2 C3 C4", ("[V]", "[V]"), ("[V, V]", "[V]"), ("[V.regular]", "2 [V.regular]")),
    *every("D1 D2 D3 D4 D5", ("[V]", "[V]"), ("[V]", "[V, V]"), ("[V.regular]", "[V]")),
    *every("D1 D2 D3", ("[V.regular]", "[V.regular]"), ("[V.regular]", "[V.sign] + [V.det]")),
    ("2 [C4.regular] + [C4]", "[C4, C4] + [C4.sign] + []", {}),
]

CLASSICAL: list[Case] = [
    *every("O11 O12 R11 R21", ("[V]", "[V]"), ("[V, V]", "[V, V]"), ("[]", "[V, V]")),
    *every("O13 R13", ("[V]", "[V]"), ("[V, V]", "[V, V]"), ("[V, V] + []", "2 [V, V] + []")),
    *every("O11 R11", ("[V*]", "[V]"), ("[V, V*]", "[V*, V]"), ("[V]", "[V*] + [V.det]")),
    *every("O13 R21", ("[V]", "[V*]"), ("[V*]", "[V] + [V.trivial]"), ("[V*, V]", "[V, V] + []")),
    ("[R13]", "[R13]^3", {}),
    ("[R21, R21]", "[R21]", {}),
    ("[R11]^3", "[R11]^3", {}),
    ("[O22]", "[O22]", {}),
    *every("O1 O2 O3", ("[V.det]", "[V.det]"), ("[V] + [V.det]", "[V.det, V] + [V]")),
    ("[O2.det]", "[O2, O2]", {}),
    ("[O3.det]", "[O3, O3, O3]", {}),
    ("[O3, O3] + []", "[O3, O3.det] + [O3.det] + [O3, O3]", {}),
    ("[O2.det, O2] + [O2]", "[O2]^3", {}),
    ("[R2.det]", "[R2, R2]", {}),
    *every("Sp2 Sp4", ("[V]", "[V]"), ("[V, V]", "[V, V]"), ("[V]", "[V*]"), ("[V*]", "[V]")),
    *every("Sp2", ("[V]^3", "[V]^3"), ("[V]", "[V]^3"), ("[V*, V]", "[V, V]"), ("[V] + []", "[V]")),
    ("[Sp4]", "[Sp4]^3", {}),
    ("[Sp4, Sp4]", "[] + [Sp4*, Sp4] + [Sp4, Sp4*]", {}),
    *every("G1 G2 G3", ("[V]", "[V]"), ("[V, V*]", "[V, V*]"), ("[V, V]", "[V, V]")),
    *every("G1 G2", ("[V*]", "[V*]"), ("[V]", "[V, V, V*]"), ("[V.det]", "[V.det]")),
    ("[G2]^3", "[G2]^3", {}),
    ("[G2, G2*, G2]", "[G2] + [G2, G2, G2*]", {}),
    ("[G2.det]", "[G2, G2]", {}),
    ("[G1, G1]", "[G1.det, G1]", {}),
    ("[G3*, G3] + []", "2 [] + [G3, G3*]", {}),
    *every("L1 L2 L3", ("[V]", "[V]"), ("[V, V*]", "[V, V*]"), ("[V, V]", "[V, V]")),
    *every("L1 L2", ("[V]", "[V*]"), ("[V*]", "[V]"), ("[]", "[V, V]"), ("[V]", "[V, V*, V*]")),
    *every("L2", ("[V, V]", "[]"), ("[V*, V*]", "[V, V]"), ("[V]^3", "[V]^3"), ("[V]", "[V*]^3")),
    *every("L3", ("[V, V]", "[V*]"), ("[V]", "[V*, V*]"), ("[]", "[V, V, V]"), ("[V]", "[V]^4")),
    ("[L2.det] + [L2]", "[L2] + []", {}),
    *every("U1 U2 U3", ("[V]", "[V]"), ("[V, V*]", "[V, V*]"), ("2 [V, V]", "[V, V]")),
    *every("U2", ("[V*]", "[V*]"), ("[V]", "[V, V, V*]"), ("[V.det]", "[V, V]")),
    *every("W1 W2 W3", ("[V]", "[V]"), ("[V, V*]", "[V, V*] + []"), ("[V, V]", "[V, V]")),
    *every("W2", ("[V]", "[V*]"), ("[]", "[V, V]"), ("[V, V]", "[]"), ("[V]^3", "[V]^3")),
    *every("W3", ("[V, V]", "[V*]"), ("[]", "[V, V, V]"), ("[V*]", "[V, V]")),
    *every("Oct", ("[V]", "[V]"), ("[V]", "[V, V]"), ("[V, V]", "[V]"), ("[]", "[V, V, V]")),
]

GIVEN: list[Case] = [
    ("[Cycle, Cycle]", "[Cycle]", {}),
    ("[Cycle.regular]", "[Cycle]", {}),
    ("[Four, Four]", "[Four, Four]", {}),
    ("[Four]", "[Four.regular] + [Four.sign]", {}),
    *every("Loose Nothing", ("[V]", "[V]"), ("[V, V]", "[V] + []")),
    *every("Square Third Skew", ("[V]", "[V]"), ("[V, V]", "[V, V]"), ("2 [V] + []", "[] + [V]")),
    *every("Square Third Skew", ("[V, V]", "[V] + [V, V]")),
    *every("Skew", ("[V*]", "[V]"), ("[V, V*]", "[V*, V]")),
    *every("Golden", ("[V]", "[V]"), ("[V, V]", "[V, V]"), ("[V]", "[V, V] + [V]")),
    *every("Spin Shear Squeeze", ("[V]", "[V]"), ("[V, V]", "[V, V]"), ("[V, V] + []", "[]")),
    *every("Shear Squeeze", ("[V]", "[V*] + [V]"), ("[V]", "[V, V] + [V]"), ("[V*]", "[V, V, V]")),
    ("[Axial]", "[Axial] + []", {}),
    ("[Axial, Axial]", "[Axial]", {}),
    ("[Fixed]", "[Fixed, Fixed]", {}),
    ("[O3] + [Axial]", "[O3, Axial]", {}),
    ("restrict([O3, O3], Axial)", "restrict([O3], Axial) + []", {}),
]

NESTED: list[Case] = [
    *every("Leaves Rings Deep", ("[V]", "[V]"), ("2 [V] + []", "2 [V] + []")),
    *every("Leaves Rings", ("[V, V]", "[V]"), ("[V]", "[V, V] + []")),
    ("[Leaves, Leaves]", "[Leaves, Leaves]", {}),
    ("[(H, K)]", "[(H, K)]", {}),
    ("[H, K]", "[(H, K)] + [H] + []", {}),
    ("[H, K, K]", "[H, K]", {}),
    ("[H, K, H]", "[H, K]", {}),
    ("[H] + 2 [H, K]", "[H, H] + 2 [(H, K)]", {}),
    ("2 [(H, K), 2]", "[H, 2, K] + 3 [H]", {}),
    ("[(H, K, I)]", "[(H, K, I)] + [H, K]", {}),
    ("[H, (H, K)]", "[(H, K), H]", {}),
    ("[P, Free]", "[P, Free] + [P] + []", {"n": 3}),
    ("[P, Free, P]", "[P, Free]", {"n": 3}),
    ("[H, Wide]", "[H, Wide] + [H]", {"n": 3}),
    ("[H, Wide, Wide]", "[H, Wide]", {"n": 3}),
    ("[P, H, K]", "[H, P, K] + [P]", {"n": 2}),
    ("[R2, H, K]", "[H, K, R2]", {}),
]

POWERS: list[Case] = [
    *every("S1 S2 S3 P", ("sym^2 [V]", "sym^2 [V]"), ("sym^2 [V]", "[V] + sym^2 [V]")),
    *every("S2 S3", ("alt^2 [V]", "alt^2 [V]"), ("[V]", "alt^2 [V] + [V]"), ("[V]", "sym^3 [V]")),
    *every("O2 O3 R2 O13", ("sym^2 [V]", "sym^2 [V]"), ("sym^2 [V] + []", "[V, V] + []")),
    *every("O2 O3 R2 O12", ("alt^2 [V]", "alt^2 [V]"), ("[V, V]", "sym^2 [V] + alt^2 [V]")),
    *every("R3", ("[V]", "alt^2 [V]"), ("alt^2 [V]", "[V]"), ("alt^3 [V]", "[]")),
    *every("R2 O2", ("sym^3 [V]", "sym^3 [V]"), ("sym^3 [V]", "[V] + sym^3 [V]")),
    *every("Sp2 Sp4", ("sym^2 [V]", "sym^2 [V]"), ("[]", "alt^2 [V]"), ("[V, V]", "sym^2 [V]")),
    *every("G2", ("sym^2 [V]", "sym^2 [V]"), ("alt^2 [V]", "alt^2 [V]"), ("sym^2 [V]", "[V, V]")),
    *every("L2 W2", ("alt^2 [V]", "[]"), ("sym^2 [V]", "sym^2 [V]"), ("[]", "alt^2 [V]")),
    *every("B2 C4 D4", ("sym^2 [V]", "sym^2 [V]"), ("[V, V]", "alt^2 [V] + sym^2 [V]")),
    ("sym^2 [P, R2]", "sym^2 [P] + [P]", {"n": 4}),
    ("2 sym^2 [P]", "3 alt^2 [P] + sym^2 [P]", {"n": 4}),
    ("(sym^2 [O2])^2", "sym^2 [O2] + []", {}),
    ("sym^2 [H, K]", "sym^2 [H, K]", {}),
]

PRODUCTS: list[Case] = [
    ("[P, C4.regular]", "[P, C4.regular] + [P]", {"n": 3}),
    ("2 [C3.regular, P]", "[P, C3]", {"n": 3}),
    ("[P, O13]", "[P, O13] + [P]", {"n": 2}),
    ("[P, Sp2, P]", "[Sp2, P]", {"n": 3}),
    ("[P, Sp2*]", "[P, Sp2]", {"n": 2}),
    ("[P, U2]", "[P, U2] + [P]", {"n": 2}),
    ("[U1, W2]", "[W2, U1]", {}),
    ("[P, G2, G2*]", "[P] + [P, G2*, G2]", {"n": 2}),
    ("[L2, P]", "[P, L2*]", {"n": 2}),
    ("[A3, C3]", "[C3, A3]", {}),
    ("[A3, R3]", "[R3, A3]", {}),
    ("[B2, P]", "[P, B2] + [P]", {"n": 2}),
    ("[E2, T2]", "[T2, E2]", {}),
    ("[O13, R3]", "[O13, R3]", {}),
    ("[R3, Rod]", "[R3] + [Rod, R3]", {}),
    ("[P, 2, O11]", "[O11, 3, P]", {"n": 2}),
    ("[2, C3]; [C3.regular]", "[C3, 2] + [C3.regular, 2]", {}),
    ("[O2.det, P]", "[P, O2.det] + [O2, O2, P]", {"n": 2}),
    ("[Square, Spin]", "[Spin, Square]", {}),
    ("{ a: 2 [A3], b: [A3, 2] + [] }", "{ u: [A3, A3], 0: 2 [] + [A3] }", {}),
    ("{ x: [P, C4], y: [C4.regular] }", "{ z: 2 [C4], w.v: [P] + [P, C4.regular] }", {"n": 2}),
    ("{ q: [P, Sp2], e: [] }", "{ q: 2 [P, Sp2], e: 2 [P] }", {"n": 2}),
]

LABELLED: list[Case] = [
    ("[G2.det*]", "[G2.det*]", {}),
    ("[U2*, U2*]", "[U2.det*]", {}),
    ("[U2.det*] + [U1]", "[U2.det*] + [U1]", {}),
    ("[]", "[L2]^4", {}),
    ("[W2]^2", "[W2*]^2", {}),
    ("[P.sign, P]", "[P, P.sign] + [P.sign]", {"n": 5}),
    ("[P.sign, P]", "[P]", {"n": 5}),
    ("[P.sign]", "[P.sign]", {"n": 5}),
    *every("G1 U1 O1 B1", ("[V]", "[V.det]"), ("[V.det, V]", "[] + [V.det]")),
    *every("T3 A4 E2 B2", ("[V.regular]", "[V] + [V.regular]"), ("[V.regular]", "[V.sign]")),
    *every("S1 A1 A2 Square", ("[V.regular]", "[V.regular]"), ("[V.regular]", "[V.det]")),
    ("alt^2 [C3.regular]", "alt^2 [C3.regular]", {}),
    ("sym^2 [O2.det, O2]", "sym^2 [O2]", {}),
    ("alt^3 [S3]", "[S3.sign]", {}),
    ("alt^2 [P]", "[P, P] + alt^2 [P]", {"n": 5}),
    ("alt^3 [P]", "alt^2 [P]", {"n": 5}),
    ("sym^3 [P]", "sym^2 [P]", {"n": 5}),
    *every("Oct Third Golden", ("[V*]", "[V]")),
    ("[Skew.det]", "[Skew, Skew]", {}),
    ("[Square.det]", "[Square, Square]", {}),
    *every("Spin Shear", ("[V.det]", "[] + [V, V]")),
    *every("L2 Sp2", ("[V*]^2", "[] + [V, V*]"), ("[V*, V]", "[V*, V*]")),
    ("[Sp4*]", "[Sp4*, Sp4, Sp4]", {}),
    ("[O12*, O12, O12*]", "[O12*]", {}),
    ("[R21*, R21*]", "[R21*]", {}),
    ("[R13, R13]", "[R13*, R13*]", {}),
]

REFUSED: list[Case] = [
    ("[H, Ring]", "[(H, Ring)] + [H]", {}),
    ("[(H, Arrow)]", "[(H, Arrow)] + [H]", {}),
    ("[H, Arrow, Arrow]", "[H, Arrow, Arrow] + [H] + []", {}),
    ("[Turn, Inner]", "[(Turn, Inner)] + [Turn]", {}),
    ("sym^2 [2]", "sym^2 [3]", {}),
    ("sym^2 [S2, 2]", "[S2, 2]", {}),
]
"""What the language could say and the checker refuses, by SYM221 (fibres) and SYM225 (powers)."""

ALL = [*FINITE, *CLASSICAL, *GIVEN, *NESTED, *POWERS, *PRODUCTS, *LABELLED]


def named(value: object) -> str:
    return value.replace(" ", "") if isinstance(value, str) else ""


def judge(sources: str, target: str, sizes: Sizes) -> None:
    """A layer that spans all maps, or an error where nothing reaches the result or a part."""
    if meant(sources, target).is_reached(sizes):
        check(sources, target, sizes)
    else:
        with pytest.raises(CompileError, match="SYM30"):
            linear(sources, target)


def some(cases: Sequence[tuple[object, ...]], step: int) -> list[ParameterSet]:
    """All cases, those that are not each so many-th one marked as slow."""
    return [
        pytest.param(*case, marks=() if i % step == 0 else pytest.mark.slow)
        for i, case in enumerate(cases)
    ]


@pytest.mark.parametrize(("sources", "target", "sizes"), some(ALL, 5), ids=named)
def test_weights_span_all_equivariant_affine_maps(
    sources: str, target: str, sizes: dict[str, int]
) -> None:
    judge(sources, target, sizes)


@pytest.mark.parametrize(("sources", "target", "sizes"), some(ALL[2::6], 6), ids=named)
def test_without_a_bias_weights_span_all_equivariant_linear_maps(
    sources: str, target: str, sizes: dict[str, int]
) -> None:
    found = meant(sources, target)
    if all(any(brute.hom(a, b, sizes) for a in found.sources) for b in found.targets):
        check(sources, target, sizes, ", bias = off")
    else:
        with pytest.raises(CompileError, match="SYM30"):
            linear(sources, target, ", bias = off")


@pytest.mark.parametrize(("sources", "target", "sizes"), REFUSED, ids=named)
def test_refused_types_are_judged_once_they_are_accepted(
    sources: str, target: str, sizes: dict[str, int]
) -> None:
    try:
        meant(sources, target)
    except CompileError as refusal:
        assert {found.code for found in refusal.diagnostics} <= {"SYM221", "SYM225"}
        return
    try:
        judge(sources, target, sizes)
    except CompileError as refusal:
        assert {found.code for found in refusal.diagnostics} == {"SYM511"}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("sources", "target", "sizes"),
    [
        *every("A4", ("[V, V]", "[V, V, V]"), ("[V.regular]", "[V, V]")),
        *every("A5", ("[V, V]", "[V, V]"), ("[V, V]", "[V, V, V]")),
        *every("S3", ("[V.regular, V]", "[V.regular]"), ("[V.regular]^2", "[V.regular]")),
        *every("O13 R13", ("[V, V]", "[V]^4"), ("[V]^3", "[V]^3")),
        *every("O12 R21 R3", ("[V]^3", "[V]^4"), ("[V.det]", "[V, V, V]")),
        *every("O11 R11 Sp2", ("[V]^4", "[V]^4")),
        *every("Sp4", ("[V]^3", "[V]^3"), ("[V*, V, V]", "[V]^3")),
        *every("G2 L2 U2 W2", ("[V, V, V*]", "[V, V, V*]"), ("[V]^4", "[V]^4")),
        *every("G3 L3 U3 W3", ("[V, V, V*]", "[V, V, V*]"), ("[V]^3", "[V]^3")),
        *every("L3 W3", ("[V, V*]", "[V]^4"), ("[V, V, V, V]", "[V]"), ("[]", "[V]^6")),
        *every("B3 T3 E3", ("[V]^3", "[V]^3"), ("[V, V]", "[V]^3")),
        *every("C6 D5", ("[V, V]", "[V, V]"), ("[V.regular]", "[V, V]")),
        *every("Oct", ("[V, V]", "[V, V]"), ("[V]", "[V]^3")),
        *every("Square Third Skew Golden", ("[V]^3", "[V]^3"), ("[V]", "[V]^4")),
        *every("Spin Shear Squeeze", ("[V]^3", "[V]^3")),
        *every("Leaves", ("[V, V]", "[V]^3")),
        *every("Deep", ("[V, V]", "[V, V]")),
        ("[(H, K), (H, K)]", "[(H, K), (H, K)]", {}),
        ("[H, K, I]", "[H, K, I, K]", {}),
        ("[P, O13, O13]", "[P, O13]", {"n": 2}),
        ("[P, C4.regular, P]", "[P, C4.regular]", {"n": 3}),
        ("sym^3 [O3]", "sym^3 [O3]", {}),
        ("sym^2 [O13, O13]", "[O13, O13]", {}),
        ("sym^2 [P, P]", "sym^2 [P]", {"n": 6}),
    ],
    ids=named,
)
def test_weights_span_all_equivariant_maps_of_larger_types(
    sources: str, target: str, sizes: dict[str, int]
) -> None:
    judge(sources, target, sizes)


APART = "Golden Oct H K I Fixed Axial Ring Arrow Turn Inner Free Wide"
POOL = [name for name in GROUPS if name not in APART.split()]


def random_types(seed: int, budget: int) -> tuple[str, str]:
    """Random sums of random parts over one or two random groups, small enough to count."""
    draw = random.Random(seed)
    names = draw.sample(POOL, draw.randint(1, 2))
    axes: dict[str, int] = {}
    for name in names:
        base = re.search(r"within (\w+)", GROUPS[name])
        if base:
            axes |= {f"({base[1]}, {name})": 6, f"{base[1]}, {name}": 6, base[1]: 3}
            continue
        digits = [int(d) for d in re.findall(r"\d", name)]
        length = sum(digits) or 5
        axes[name] = length
        if name[0] in "GLUWO" and len(digits) in (1, 2) and name != "Oct":
            axes |= {f"{name}*": length, f"{name}.det": 1}
        if name[0] in "CD" and digits:
            axes |= {f"{name}.regular": 2 * length, f"{name}.sign": 1}

    def part() -> str:
        found: list[str] = []
        left = budget
        for _ in range(draw.randint(0, 3)):
            axis = draw.choice([*axes, "2"])
            if axes.get(axis, 2) <= left:
                found.append(axis)
                left //= axes.get(axis, 2)
        return f"{draw.choice(['', '', '1 ', '2 '])}[{', '.join(found)}]"

    def side() -> str:
        return " + ".join(part() for _ in range(draw.randint(1, 2)))

    return side(), side()


def judge_random(seed: int, budget: int) -> None:
    """Random types judged, unless only the result has a free size."""
    sources, target = random_types(seed, budget)
    given, wanted = (
        {
            size
            for size, names in (("n", "P Free Wide"), ("m", "Q"))
            for name in names.split()
            if re.search(rf"\b{name}\b", text)
        }
        for text in (sources, target)
    )
    if wanted <= given:
        judge(sources, target, {"n": 4, "m": 4})


@pytest.mark.parametrize("seed", range(12))
def test_random_layers_span_all_equivariant_maps_or_are_refused(seed: int) -> None:
    judge_random(seed, 9)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(12, 330))
def test_larger_random_layers_span_all_equivariant_maps_or_are_refused(seed: int) -> None:
    judge_random(seed, 16)


PAIRS: list[tuple[str, str, str, dict[str, int]]] = [
    ("[A3]", "[A3]", "[A3]", {}),
    ("[A4]", "[A4]", "[A4]", {}),
    ("[S3.sign]", "[S3, S3]", "[S3.sign] + [S3]", {}),
    ("[B2]", "[B2]", "[B2, B2] + []", {}),
    ("[T3]", "[T3]", "[T3]", {}),
    ("[E2]", "[E2, E2]", "[E2]", {}),
    ("[C4]", "[C4]", "[C4]", {}),
    ("[C3.regular]", "[C3.regular]", "[C3.regular]", {}),
    ("[D3.regular]", "[D3]", "[D3.sign] + [D3]", {}),
    ("[O13]", "[O13]", "[O13, O13] + []", {}),
    ("[R21]", "[R21]", "[R21]", {}),
    ("[O11]", "[O11*]", "[O11, O11]", {}),
    ("[O3]", "[O3]", "[O3.det, O3] + []", {}),
    ("[O2.det]", "[O2]", "[O2] + [O2.det, O2]", {}),
    ("[Sp2]", "[Sp2]", "[Sp2, Sp2] + []", {}),
    ("[Sp4]", "[Sp4]", "[Sp4, Sp4] + []", {}),
    ("[Sp2]", "[Sp2*]", "[]", {}),
    ("[G2]", "[G2*]", "[] + [G2, G2*]", {}),
    ("[G2]", "[G2]", "[G2, G2]", {}),
    ("[L2]", "[L2]", "[] + [L2, L2]", {}),
    ("[L3]", "[L3]", "[L3*]", {}),
    ("[U2]", "[U2*]", "[] + [U2*, U2]", {}),
    ("[W2]", "[W2]", "[] + [W2, W2]", {}),
    ("[W3]", "[W3]", "[W3*]", {}),
    ("[Oct]", "[Oct]", "[Oct] + []", {}),
    ("[Cycle]", "[Cycle]", "[]", {}),
    ("[Square]", "[Square]", "[Square, Square] + []", {}),
    ("[Third]", "[Third]", "[Third] + []", {}),
    ("[Spin]", "[Spin]", "[Spin, Spin]", {}),
    ("[Shear]", "[Shear]", "[] + [Shear]", {}),
    ("[Leaves]", "[Leaves]", "[Leaves]", {}),
    ("[H, K]", "[(H, K)]", "[H, K] + [H]", {}),
    ("[P, O13]", "[P, O13]", "[P]", {"n": 3}),
    ("[P, Sp2]", "[Sp2]", "[P] + []", {"n": 2}),
    ("[P, C3.regular]", "[C3.regular]", "[P, C3.regular]", {"n": 2}),
    ("[U1, P]", "[P, U1*]", "[P]", {"n": 3}),
    ("sym^2 [S2]", "[S2]", "sym^2 [S2]", {}),
    ("alt^2 [R3]", "[R3]", "sym^2 [R3] + []", {}),
]
IDS = ["x".join(case[:3]).replace(" ", "") for case in PAIRS]


def coupled(left: str, right: str, target: str, mode: str) -> Compiled:
    """One bilinear layer."""
    return build(
        f"{head(left + right + target)}model M(x: {left}, y: {right}) -> {target} {{ "
        f"return bilinear(x, y -> {target}, mode = {mode}) }}"
    )


def pairings(spec: Compiled, sizes: Sizes) -> int:
    """The brute-force dimension of the equivariant bilinear maps of two arguments."""
    left, right = (parts_of(a.type) for a in spec.model.arguments)
    return sum(
        brute.multilinear((a, b), c, sizes) * a.channels * b.channels * c.channels
        for a in left
        for b in right
        for c in parts_of(spec.model.result.type)
    )


@pytest.mark.parametrize(("left", "right", "target", "sizes"), some(PAIRS, 2), ids=IDS)
def test_full_products_span_all_bilinear_maps(
    left: str, right: str, target: str, sizes: dict[str, int]
) -> None:
    spec = coupled(left, right, target, "full")
    net, expected = spec.net(), pairings(spec, sizes)
    assert sum(p.numel() for p in net.parameters()) == expected
    assert rank(bilinear_span(spec.model, net, sizes)) == expected
    assert equivariance_error(spec.model, net, sizes) < 1e-9


@pytest.mark.parametrize(("left", "right", "target", "sizes"), some(PAIRS, 3), ids=IDS)
def test_channelwise_products_of_single_channels_reach_all_bilinear_maps(
    left: str, right: str, target: str, sizes: dict[str, int]
) -> None:
    spec = coupled(left, right, target, "channelwise")
    net, expected = spec.net(), pairings(spec, sizes)
    found = torch.linalg.matrix_rank(tangent(spec.model, net, sizes), rtol=1e-9)
    assert int(found) == expected
    assert equivariance_error(spec.model, net, sizes) < 1e-9
    many = coupled(f"2 ({left})", f"3 ({right})", f"2 ({target})", "channelwise")
    assert equivariance_error(many.model, many.net(), sizes, batch=(2, 3)) < 1e-9
