"""Bilinear layers span all equivariant bilinear maps, and nothing else."""

import re

import pytest
import torch
from torch import Tensor

from symc.ir.symmetry import parts_of
from tests.oracle import brute
from tests.oracle.actions import Sizes
from tests.oracle.modules import (
    Compiled,
    bilinear_span,
    build,
    call,
    distance,
    draw,
    equivariance_error,
    rank,
    tangent,
)

pytestmark = pytest.mark.torch

HEAD = """\
size n; size m
group P = S(n); group Q = S(m)
group S2 = S(2); group S3 = S(3)
group O1 = O(1); group O2 = O(2); group O3 = O(3)
group R1 = SO(1); group R2 = SO(2); group R3 = SO(3); group W2 = SO(2)
"""


def layer(left: str, right: str, target: str, mode: str) -> Compiled:
    return build(
        f"{HEAD}model M(x: {left}, y: {right}) -> {target} {{ "
        f"return bilinear(x, y -> {target}, mode = {mode}) }}"
    )


def counted(spec: Compiled, sizes: Sizes, channels: bool) -> int:
    """The brute-force dimension of the equivariant bilinear maps of the two arguments."""
    left, right = (parts_of(a.type) for a in spec.model.arguments)
    return sum(
        brute.multilinear((a, b), c, sizes)
        * (a.channels * b.channels * c.channels if channels else 1)
        for a in left
        for b in right
        for c in parts_of(spec.model.result.type)
    )


CASES: list[tuple[str, str, str, dict[str, int]]] = [
    ("[]", "[]", "[]", {}),
    ("[P]", "[P]", "[P]", {"n": 3}),
    ("[P]", "[P]", "[]", {"n": 3}),
    ("[P]", "[]", "[P]", {"n": 3}),
    ("[P, P]", "[P]", "[P]", {"n": 4}),
    ("[P]", "[P]", "[P, P]", {"n": 4}),
    ("[P, P]", "[P, P]", "[]", {"n": 4}),
    ("[P, P]", "[P, P]", "[P]", {"n": 5}),
    ("[P, Q]", "[Q]", "[P]", {"n": 2, "m": 3}),
    ("[P, Q]", "[Q, P]", "[Q]", {"n": 2, "m": 3}),
    ("[S2, S2]", "[S2]", "[S2]", {}),
    ("[S3]", "[S3]", "[S3]", {}),
    ("[S2]", "[S3]", "[S3, S2]", {}),
    ("[O1]", "[O1, O1]", "[O1]", {}),
    ("[O2]", "[O2]", "[O2, O2]", {}),
    ("[O2, O2]", "[O2]", "[O2]", {}),
    ("[O3]", "[O3]", "[]", {}),
    ("[O3]", "[O3]", "[O3, O3]", {}),
    ("[O3, O3]", "[O3]", "[O3]", {}),
    ("[R1]", "[R1]", "[R1]", {}),
    ("[R2]", "[R2]", "[]", {}),
    ("[R2]", "[R2, R2]", "[R2]", {}),
    ("[R2, R2]", "[R2]", "[R2, R2, R2]", {}),
    ("[R3]", "[R3]", "[R3]", {}),
    ("[R3]", "[R3, R3]", "[R3]", {}),
    ("[R3]", "[R3]", "[R3, R3]", {}),
    ("[R3, R3]", "[R3]", "[R3, R3]", {}),
    ("[R3]", "[R3, R3]", "[]", {}),
    ("[R2, W2]", "[W2]", "[R2]", {}),
    ("[O2, R2]", "[R2, O2]", "[R2, R2]", {}),
    ("[P, R2]", "[P, R2]", "[P]", {"n": 3}),
    ("[P, R3]", "[P]", "[P, R3]", {"n": 3}),
    ("[R2, P]", "[P, R2]", "[]", {"n": 2}),
    ("[P, O2]", "[O2]", "[P]", {"n": 2}),
    ("[P, R3]", "[R3]", "[R3]", {"n": 2}),
    ("[S2, R2]", "[R2]", "[R2, S2, R2]", {}),
    ("[S2, O2]", "[S2, O2]", "[S2]", {}),
    ("[2]", "[2]", "[3]", {}),
    ("[P, 2]", "[2, P]", "[]", {"n": 2}),
    ("[2, R2]", "[R2]", "[2]", {}),
    ("[m, R2]", "[m, R2]", "[m]", {"m": 3}),
    ("[] + [R3]", "[R3] + []", "[R3] + []", {}),
    ("[P] + [P, R2]", "[R2]", "[P, R2] + [P]", {"n": 2}),
]
IDS = [f"{a}x{b}-{c}".replace(" ", "") for a, b, c, _ in CASES]


@pytest.mark.parametrize(("left", "right", "target", "sizes"), CASES, ids=IDS)
def test_full_products_of_single_channels_span_all_bilinear_maps(
    left: str, right: str, target: str, sizes: dict[str, int]
) -> None:
    spec = layer(left, right, target, "full")
    net = spec.net()
    expected = counted(spec, sizes, True)
    assert expected > 0
    assert sum(p.numel() for p in net.parameters()) == expected
    assert rank(bilinear_span(spec.model, net, sizes)) == expected
    assert equivariance_error(spec.model, net, sizes) < 1e-10


@pytest.mark.parametrize(
    ("left", "right", "target", "sizes"),
    [
        ("2 [P]", "3 [P]", "2 []", {"n": 3}),
        ("2 [R3] + 1 []", "2 [R3]", "2 [R3] + 3 []", {}),
        ("2 [P, R2]", "[P]", "2 [R2]", {"n": 2}),
    ],
)
def test_full_products_couple_every_pair_of_channels(
    left: str, right: str, target: str, sizes: dict[str, int]
) -> None:
    spec = layer(left, right, target, "full")
    net = spec.net()
    expected = counted(spec, sizes, True)
    assert sum(p.numel() for p in net.parameters()) == expected
    assert rank(bilinear_span(spec.model, net, sizes)) == expected


ONE = [
    case
    for case in CASES
    if " + " not in case[2] and not re.search(r"[\[ ]2[,\]]", case[0] + case[1])
]


@pytest.mark.parametrize(
    ("left", "right", "target", "sizes"), ONE, ids=lambda v: str(v).replace(" ", "")
)
def test_channelwise_products_of_single_channels_reach_all_bilinear_maps(
    left: str, right: str, target: str, sizes: dict[str, int]
) -> None:
    spec = layer(left, right, target, "channelwise")
    net = spec.net()
    expected = counted(spec, sizes, False)
    found = torch.linalg.matrix_rank(tangent(spec.model, net, sizes), rtol=1e-9)
    assert int(found) == expected
    assert equivariance_error(spec.model, net, sizes) < 1e-10


@pytest.mark.parametrize("mode", ["full", "channelwise"])
@pytest.mark.parametrize(
    ("left", "right", "target", "sizes"),
    [
        ("2 [P, R3] + 3 [P] + []", "2 [R3, P, P] + [R3]", "2 [P, R3] + 4 [P, P]", {"n": 3}),
        ("2 [O3, O3] + 2 [O3]", "3 [O3] + 2 []", "2 [O3, O3, O3] + 2 [O3] + [O3, O3]", {}),
        ("2 [R3, R3] + 2 [R3]", "3 [R3, R3]", "2 [R3, R3] + 2 [R3] + []", {}),
        ("2 [P, Q, 2] + [Q]", "3 [P, P] + [2]", "2 [Q, P] + 3 [2, P]", {"n": 3, "m": 2}),
        ("2 [S2, R2, O2] + [S2]", "[O2, R2, R2] + [S2, O2]", "[R2] + [O2, S2]", {}),
    ],
)
def test_products_are_equivariant_and_bilinear(
    left: str, right: str, target: str, sizes: dict[str, int], mode: str
) -> None:
    spec = layer(left, right, target, mode)
    model, net = spec.model, spec.net()
    assert equivariance_error(model, net, sizes, batch=(2, 3)) < 1e-10
    (x, y), (v, w) = draw(model, sizes, (2,), 1), draw(model, sizes, (2,), 2)

    def at(a: list[Tensor], b: list[Tensor]) -> list[Tensor]:
        with torch.no_grad():
            return call(model, net, [a, b])

    mixed = at([2 * p - 3 * q for p, q in zip(x, v, strict=True)], y)
    apart = zip(at(x, y), at(v, y), strict=True)
    assert distance(mixed, [2 * p - 3 * q for p, q in apart]) < 1e-10
    mixed = at(x, [2 * p - 3 * q for p, q in zip(y, w, strict=True)])
    apart = zip(at(x, y), at(x, w), strict=True)
    assert distance(mixed, [2 * p - 3 * q for p, q in apart]) < 1e-10
    assert all(y.abs().max() > 1e-3 for y in at(x, y))


def test_the_cross_product_is_the_one_product_of_two_vectors_in_space() -> None:
    spec = layer("[R3]", "[R3]", "[R3]", "full")
    net = spec.net()
    ((x,), (y,)) = draw(spec.model, {}, (5,))
    with torch.no_grad():
        out = net(x, y)
    (weight,) = net.parameters()
    expected = torch.linalg.cross(x, y)
    ratio = (out * expected).sum() / expected.square().sum()
    assert abs(ratio) > 0.1 * weight.abs().item()
    assert distance([out], [ratio * expected]) < 1e-12
