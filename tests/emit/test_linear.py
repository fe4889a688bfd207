"""Single linear layers span all equivariant affine maps, and nothing else."""

import random

import pytest
import torch

from symc.ir.symmetry import Part, parts_of
from symc.report import CompileError
from tests.oracle import brute
from tests.oracle.actions import Sizes
from tests.oracle.modules import Compiled, build, equivariance_error, family, rank, span

pytestmark = pytest.mark.torch

HEAD = """\
size n; size m
group P = S(n); group Q = S(m)
group S1 = S(1); group S2 = S(2); group S3 = S(3); group T3 = S(3); group S4 = S(4)
group S5 = S(5)
group O1 = O(1); group O2 = O(2); group O3 = O(3); group U3 = O(3); group O4 = O(4)
group R1 = SO(1); group R2 = SO(2); group R3 = SO(3); group W2 = SO(2); group R4 = SO(4)
"""


def layer(sources: str, target: str, options: str = "") -> str:
    """A spec with one linear layer; sources are types with `;` between them."""
    named = [f"x{i}: {type_}" for i, type_ in enumerate(sources.split(";"))]
    names = ", ".join(each.split(":")[0] for each in named)
    return (
        f"{HEAD}model M({', '.join(named)}) -> {target} {{ "
        f"return linear({names} -> {target}{options}) }}"
    )


def counted(spec: Compiled, sizes: Sizes, bias: bool = True) -> int:
    """The brute-force dimension of all equivariant affine maps from the arguments to the result."""
    sources = [part for a in spec.model.arguments for part in parts_of(a.type)]
    targets = parts_of(spec.model.result.type)
    total = sum(brute.hom(a, b, sizes) * a.channels * b.channels for a in sources for b in targets)
    return total + bias * sum(brute.hom(None, b, sizes) * b.channels for b in targets)


def check(sources: str, target: str, sizes: Sizes, bias: bool = True) -> None:
    spec = build(layer(sources, target, "" if bias else ", bias = off"))
    net = spec.net()
    expected = counted(spec, sizes, bias)
    rows = span(spec.model, net, sizes)
    assert sum(p.numel() for p in net.parameters()) == expected
    assert rank(rows) == expected
    assert equivariance_error(spec.model, net, sizes, batch=(2,)) < 1e-10


Case = tuple[str, str, dict[str, int]]
GENERIC: list[Case] = [
    ("[P]", "[P]", {"n": 3}),
    ("3 [P]", "2 [P]", {"n": 4}),
    ("[P]", "[]", {"n": 3}),
    ("[]; [P]", "[P]", {"n": 3}),
    ("2 []; [P]", "2 [P, P]", {"n": 3}),
    ("[P, P]", "[P, P]", {"n": 4}),
    ("2 [P, P]", "[P, P]", {"n": 5}),
    ("[P, P]", "[P]", {"n": 3}),
    ("[P]", "[P, P, P]", {"n": 4}),
    ("[P, P, P]", "[P]", {"n": 4}),
    ("[P, P, P]", "2 []", {"n": 4}),
    ("[]; [P]", "[P, P, P]", {"n": 4}),
    ("[P, P, P, P]", "[]", {"n": 4}),
    ("[P, P, P, P]", "[P]", {"n": 5}),
    ("[P] + [P, P]", "[] + [P, P]", {"n": 4}),
    ("2 [P]; 3 []", "2 [P] + [] + 1 []", {"n": 3}),
    ("[P, Q]", "[P, Q]", {"n": 2, "m": 3}),
    ("[P, Q]", "[Q, P]", {"n": 3, "m": 2}),
    ("[P, Q, P]", "[Q, P]", {"n": 3, "m": 2}),
    ("[P, P]; [Q]", "[Q, Q]", {"n": 2, "m": 3}),
    ("[P] + [Q]", "[P, Q] + [Q]", {"n": 2, "m": 2}),
    ("[Q, P, Q]", "[P, P]", {"n": 3, "m": 2}),
    ("2 [m, 3]", "[m, 2]", {"m": 2}),
    ("[m, m]", "[m]", {"m": 3}),
    ("[n, P]", "[P, n]", {"n": 2}),
    ("[P, 2]", "[2]", {"n": 3}),
    ("[2, P, 3]", "[3, P]", {"n": 2}),
    ("2 [3]", "3 [2]", {}),
    ("[]", "[]", {}),
    ("1 []", "[]", {}),
    ("4 []", "1 []", {}),
    ("{ a: 2 [P], b.c: [P, 2] + [] }", "{ u: [P], 0: 2 [] + [P, P] }", {"n": 4}),
]
FIXED: list[Case] = [
    *((f"[S{n}, S{n}]", f"[S{n}, S{n}]", {}) for n in (1, 2, 3, 4, 5)),
    *((f"[S{n}]", f"[S{n}, S{n}]", {}) for n in (1, 2, 3, 4)),
    *((f"[S{n}] + [S{n}, S{n}]", f"[] + 2 [S{n}, S{n}]", {}) for n in (1, 2, 3, 4)),
    ("[S2, S2, S2]", "[S2, S2, S2]", {}),
    ("[S3, S3, S3]", "2 [S3]", {}),
    ("[S4]", "[S4, S4, S4]", {}),
    ("[S3, T3]", "[T3, S3]", {}),
    ("[S3, T3, T3]", "[T3, S3, S3]", {}),
    ("[S2, S3]", "[S3, S2, S3]", {}),
    ("[S2, S3, S1]", "[S3, S2]", {}),
    ("[S2, P, S2]", "[P, S2]", {"n": 3}),
    ("[S2, P, P]", "[P, S2, S2]", {"n": 3}),
    ("[S2, 2, S2]", "[2, S2]", {}),
]
ROTATED: list[Case] = [
    *((f"[{g}]", f"[{g}]", {}) for g in ("O1", "O2", "O3", "O4", "R1", "R2", "R3", "R4")),
    *((f"[{g}, {g}]", f"[{g}, {g}]", {}) for g in ("O1", "O2", "O3", "R1", "R2", "R3")),
    *((f"[{g}]", f"[{g}, {g}, {g}]", {}) for g in ("O1", "O2", "O3", "R1", "R2", "R3")),
    ("[]", "[R4, R4]", {}),
    *((f"[{g}, {g}, {g}]", f"[{g}, {g}, {g}]", {}) for g in ("O1", "O2", "R1", "R2")),
    ("[O2]^4", "[O2, O2]", {}),
    ("[R2]^4", "[R2, R2]", {}),
    ("[R2]^3", "[R2]^3 + [R2]", {}),
    ("[R3]", "[R3, R3]", {}),
    ("[R3, R3]", "[R3]", {}),
    ("[]", "[R3, R3, R3]", {}),
    ("[R3]^2", "[R3]^3", {}),
    ("[R3]^3", "[R3]^2", {}),
    ("2 [] + 2 [R3] + [R3, R3]", "[] + 3 [R3] + [R3, R3]", {}),
    ("3 [O3] + 2 []", "2 [O3, O3] + [O3] + 2 []", {}),
    ("[O2, U3]", "[U3, O2]", {}),
    ("[O3, U3]", "[U3, O3]", {}),
    ("[R2, W2]", "[W2, R2]", {}),
    ("[R2, W2, W2]", "[R2, R2, R2]", {}),
    ("[R2, W2, W2]", "[W2, R2, W2]", {}),
    ("[R2, O2]", "[O2, R2]", {}),
    ("[R3, O2]", "[O2, R3]", {}),
    ("[R2, O3, R2]", "[O3]", {}),
    ("[2, R3, 2]", "[R3, 2]", {}),
    ("[O2, 3]", "2 [2, O2]", {}),
]
MIXED: list[Case] = [
    ("[P, R3]", "[P, R3]", {"n": 2}),
    ("[R3, P]", "[P, R3]", {"n": 2}),
    ("[P, R3] + 2 [P]", "[P, R3] + [P]", {"n": 2}),
    ("[P, R2, P]", "[R2, P]", {"n": 3}),
    ("[P, R2]", "[P, P, R2]", {"n": 3}),
    ("[R2, P, R2]", "[P, R2, R2]", {"n": 2}),
    ("[P, O2, O2]", "[O2, P, O2]", {"n": 2}),
    ("[P, Q, O2]", "[Q, O2, P]", {"n": 2, "m": 2}),
    ("2 [P, Q]", "[P, R2, R2]", {"n": 2, "m": 2}),
    ("[S2, R2]", "[S2, R2, S2]", {}),
    ("[S2, R2, S2]", "[R2, S2]", {}),
    ("[S3, R2]", "[R2, S3]", {}),
    ("[S2, S3, R2]", "[R2, S3, S2]", {}),
    ("[S2, R2, O2]", "[O2, R2, S2]", {}),
    ("[P, O3, 2]", "[2, P, O3]", {"n": 2}),
    ("[m, 3, R2]", "[R2, m]", {"m": 2}),
    ("[S1, R3]", "[R3, S1, R3]", {}),
    ("[P]", "[P, R3, R3, R3]", {"n": 2}),
    ("[P, R2, R2]", "[P, S2]", {"n": 2}),
    ("{ v: 2 [P, R2], s: [P] + [] }", "{ v: [R2], w: [P, R2] + 2 [P] }", {"n": 2}),
]


ALL = [*GENERIC, *FIXED, *ROTATED, *MIXED]


def named(value: object) -> str:
    return value.replace(" ", "") if isinstance(value, str) else ""


@pytest.mark.parametrize(("sources", "target", "sizes"), ALL, ids=named)
def test_weights_span_all_equivariant_affine_maps(
    sources: str, target: str, sizes: dict[str, int]
) -> None:
    check(sources, target, sizes)


@pytest.mark.parametrize(("sources", "target", "sizes"), ALL[1::3], ids=named)
def test_without_a_bias_weights_span_all_equivariant_linear_maps(
    sources: str, target: str, sizes: dict[str, int]
) -> None:
    check(sources, target, sizes, False)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("sources", "target", "sizes"),
    [
        ("[P, P, P]", "[P, P, P]", {"n": 6}),
        ("[P, P, P]", "[P, P]", {"n": 5}),
        ("[S2, S2, S2, S2]", "[S2, S2, S2]", {}),
        ("[S3, S3, S3]", "[S3, S3, S3]", {}),
        ("[S2]^4", "[S2]^4", {}),
        ("[O2]^4", "[O2]^4", {}),
        ("[R2]^4", "[R2]^4", {}),
        ("[R3]^3", "[R3]^3", {}),
        ("[O3]^3", "[O3]^3", {}),
        ("[R3, P]", "[P, R3, P]", {"n": 3}),
        ("[P, R2, R2]", "[R2, P, R2, P]", {"n": 3}),
        ("[P, R3, R3]", "[P, R3]", {"n": 2}),
        ("[O1]^4", "[O1]^4", {}),
        ("[O4, O4]", "[O4, O4]", {}),
        ("[R4, R4]", "[R4, R4]", {}),
        ("[R4]", "[R4, R4, R4]", {}),
        ("[R1]^4", "[R1]^4", {}),
    ],
    ids=named,
)
def test_weights_span_all_equivariant_maps_of_larger_types(
    sources: str, target: str, sizes: dict[str, int]
) -> None:
    check(sources, target, sizes)


def random_case(seed: int, budget: int) -> tuple[str, str]:
    """Random sums of random parts over one to three random groups, small enough to count."""
    draw = random.Random(seed)
    pool = ["P", "Q", "S1", "S2", "S3", "T3", "O1", "O2", "O3", "R1", "R2", "R3", "W2", "m"]
    groups = draw.sample(pool, draw.randint(1, 3))
    plain = draw.choice([[], [], ["2"]])
    lengths = {"P": 4, "Q": 4, "m": 4, "2": 2} | {g: int(g[1]) for g in groups if g[1:]}

    def part() -> str:
        axes: list[str] = []
        left = budget
        for _ in range(draw.randint(0, 3)):
            axis = draw.choice([*groups, *plain])
            if lengths[axis] <= left:
                axes.append(axis)
                left //= lengths[axis]
        return f"{draw.choice(['', '', '1 ', '2 ', '3 '])}[{', '.join(axes)}]"

    def side() -> str:
        return " + ".join(part() for _ in range(draw.randint(1, 2)))

    return side(), side()


def check_random(seed: int, budget: int) -> None:
    sources, target = random_case(seed, budget)
    sizes = {"n": 4, "m": 4}
    identity = build(f"{HEAD}model M(x: {sources}, y: {target}) -> {target} {{ return y }}")
    given, wanted = (parts_of(a.type) for a in identity.model.arguments)

    def maps(part: Part) -> int:
        return sum(brute.hom(source, part, sizes) for source in given)

    reached = all(maps(part) + brute.hom(None, part, sizes) for part in wanted)
    if reached and any(map(maps, wanted)):
        free = {axis.extent for p in (*given, *wanted) for axis in p.axes}
        known = {axis.extent for p in given for axis in p.axes}
        if {"n", "m"} & free <= known:
            check(sources, target, sizes)
            return
    with pytest.raises(CompileError):
        build(layer(sources, target))


@pytest.mark.parametrize("seed", range(60))
def test_random_layers_span_all_equivariant_maps_or_are_refused(seed: int) -> None:
    check_random(seed, 9)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(60, 180))
def test_larger_random_layers_span_all_equivariant_maps_or_are_refused(seed: int) -> None:
    check_random(seed, 27)


@pytest.mark.parametrize("n", [1, 2, 3])
@pytest.mark.parametrize(("sources", "target"), [("[P, P]", "[P, P]"), ("[P]", "[P, P, P]")])
def test_the_basis_for_all_n_still_spans_everything_at_small_n(
    sources: str, target: str, n: int
) -> None:
    spec = build(layer(sources, target))
    sizes = {"n": n}
    rows = span(spec.model, spec.net(), sizes)
    assert rank(rows) == counted(spec, sizes)


@pytest.mark.parametrize(
    ("exact", "free", "n"),
    [
        (("[S2, S2]", "[S2, S2]"), ("[P, P]", "[P, P]"), 2),
        (("[S3]^3", "[S3]"), ("[P]^3", "[P]"), 3),
        (("[S1]", "[S1, S1]"), ("[P]", "[P, P]"), 1),
    ],
)
def test_fixed_sizes_span_the_same_maps_as_free_ones_with_fewer_weights(
    exact: tuple[str, str], free: tuple[str, str], n: int
) -> None:
    fixed, general = build(layer(*exact)), build(layer(*free))
    narrow, wide = fixed.net(), general.net()
    assert sum(p.numel() for p in narrow.parameters()) < sum(p.numel() for p in wide.parameters())
    rows = []
    for spec, net in ((fixed, narrow), (general, wide)):
        (argument,) = spec.model.arguments
        volume = n ** len(argument.values[0].part.axes)
        points = torch.cat([torch.zeros(1, volume), torch.eye(volume)]).double()
        rows.append(
            family(
                spec.model, net, [[points.reshape(-1, *[n] * len(argument.values[0].part.axes))]]
            )
        )
    first, second = rows
    assert rank(torch.cat([first, second])) == rank(first) == rank(second) == len(first)


def test_a_missing_map_a_double_map_and_a_wrong_map_are_all_noticed() -> None:
    spec = build(layer("[P, P]", "[P]"))
    rows = span(spec.model, spec.net(), {"n": 3})
    assert rank(rows) == len(rows) == counted(spec, {"n": 3})
    assert rank(rows[1:]) < counted(spec, {"n": 3})
    assert rank(torch.cat([rows, rows[:1]])) < len(rows) + 1
    wrong = torch.nn.Linear(9, 3, dtype=torch.float64)

    def forget(x: torch.Tensor) -> torch.Tensor:
        out: torch.Tensor = wrong(x.flatten(-2))
        return out

    assert equivariance_error(spec.model, forget, {"n": 3}) > 1e-2
