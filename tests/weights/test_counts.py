"""How many maps weight spaces have: symc's counts, orbits of pairs of entries, ranks of layers."""

import pytest
import torch

from tests.oracle import orbit_counts
from tests.oracle.modules import build, equivariance_error, rank, span
from tests.oracle.orbit_counts import Space
from tests.weights import spaces

SMALL = {
    "mlp": spaces.mlp(2, 4, 4, 1),
    "mlp 2-3-4-1": spaces.mlp(2, 3, 4, 1),
    "mlp 3-4-2": spaces.mlp(3, 4, 2),
    "mlp, a single neuron": spaces.mlp(2, 1, 3, 1),
    "mlp, single neurons": spaces.mlp(2, 1, 1, 1),
    "mlp, pairs": spaces.mlp(2, 2, 2, 1),
    "mlp without biases": spaces.mlp(2, 4, 4, 1, bias=False),
    "mlp of five matrices": spaces.mlp(1, 3, 2, 2, 3, 2),
    "all neurons": spaces.mlp(3, 2, 4, 2, all_permuted=True),
    "cnn": spaces.cnn(1, 3, 2, classes=3, norm=True),
    "residual": spaces.residual(3, 4, 2),
    "residual, narrow": spaces.residual(1, 3, 2),
    "grouped": spaces.grouped(3, 4),
    "grouped, depthwise": spaces.grouped(4, 1),
    "transformer": spaces.transformer(2, 2, 2, 2),
    "transformer, one head": spaces.transformer(3, 1, 2, 2),
    "transformer, heads of one": spaces.transformer(2, 2, 1, 2),
    "transformer, narrow stream": spaces.transformer(1, 2, 2, 2),
    "rnn 2-4-2": spaces.rnn(2, 4, 2),
    **{f"rnn 2-{h}-1": spaces.rnn(2, h, 1) for h in (1, 2, 3, 4)},
}

KNOWN = {
    "mlp 2-32-32-1": (spaces.mlp(2, 32, 32, 1), 75, 7),
    "weights only": (spaces.mlp(2, 32, 32, 1, bias=False), 30, 4),
    "mlp 784-128-10": (spaces.mlp(784, 128, 10), 1_280_050, 805),
    "cnn 1-16-16-16": (spaces.cnn(1, 16, 16, 16), 3_784, 50),
    "rnn 4-16-3": (spaces.rnn(4, 16, 3), 342, 14),
    "transformer": (spaces.transformer(32, 4, 8, 64), 511, 16),
    "all neurons of 4": (spaces.mlp(8, 9, 10, 11, 12, all_permuted=True), 4 * 16 + 36, 8),
}
"""Published counts: `weights only` and the others are confirmed by orbits at small widths."""


@pytest.mark.parametrize("name", SMALL)
def test_as_many_maps_as_there_are_orbits(name: str) -> None:
    space = SMALL[name]
    invariants = orbit_counts.invariants(space)
    assert spaces.counted(space) == (orbit_counts.maps(space), invariants, invariants)


@pytest.mark.parametrize("name", KNOWN)
def test_large_spaces_have_the_counts_that_are_known(name: str) -> None:
    space, maps, invariants = KNOWN[name]
    assert spaces.counted(space) == (maps, invariants, invariants)


def test_small_rnns_have_the_ranks_that_are_known() -> None:
    found = [spaces.counted(spaces.rnn(2, h, 1))[0] for h in (1, 2, 3, 4)]
    assert found == [49, 113, 129, 130]


@pytest.mark.parametrize("hidden", [(6, 5), (3, 7, 4)])
def test_counts_follow_the_formula_for_perceptrons(hidden: tuple[int, ...]) -> None:
    first, last, count = 3, 2, len(hidden) + 1
    maps, _, invariants = spaces.counted(spaces.mlp(first, *hidden, last))
    readouts = first + 2 * last + 2 * count - 3
    levels = [
        (first if i == 0 else 1) + 1 + (last if i == len(hidden) - 1 else 1)
        for i in range(len(hidden))
    ]
    assert invariants == readouts
    assert maps == readouts**2 + sum(level**2 for level in levels) + count - 2


def test_heads_that_are_no_wreath_product_would_have_more_maps() -> None:
    smaller = spaces.transformer(2, 2, 2, 2, wreath=False)
    assert orbit_counts.maps(smaller) == 511 + 33


def layer(space: Space) -> str:
    return spaces.declarations(space) + "model M(net: Net) -> Net { return linear(net -> same) }\n"


RANKS = (
    "mlp 2-3-4-1",
    "mlp 3-4-2",
    "mlp, a single neuron",
    "rnn 2-4-2",
    "rnn 2-2-1",
    "transformer",
)


@pytest.mark.slow_but(1)
@pytest.mark.torch
@pytest.mark.parametrize("name", RANKS)
def test_the_weights_of_a_layer_are_independent_and_span_all_maps(name: str) -> None:
    space = SMALL[name]
    found = build(layer(space))
    net = found.net()
    count = sum(p.numel() for p in net.parameters())
    expected = orbit_counts.maps(space) + orbit_counts.invariants(space)
    assert rank(span(found.model, net, {})) == count == expected
    assert equivariance_error(found.model, net, {}) < 1e-12


@pytest.mark.torch
def test_a_layer_has_one_matrix_for_each_level() -> None:
    net = build(layer(spaces.mlp(2, 32, 32, 1))).net()
    shapes = {name: tuple(p.shape) for name, p in net.named_parameters()}
    assert sorted(shapes.values()) == [(1, 1), (3, 3), (4, 4), (7,), (7, 7)]


@pytest.mark.torch
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64, torch.bfloat16])
def test_a_layer_commutes_with_permutations_of_neurons_and_heads(dtype: torch.dtype) -> None:
    space = spaces.transformer(6, 3, 4, 5)
    text = spaces.declarations(space, 3)
    text += (
        "model M(net: Net) -> Wide { h = relu(linear(net -> Wide)); return linear(h -> same) }\n"
    )
    found = build(text)
    least = {torch.float32: 1e-5, torch.float64: 1e-10, torch.bfloat16: 0.1}[dtype]
    assert equivariance_error(found.model, found.net(dtype), {}, dtype=dtype) < least
