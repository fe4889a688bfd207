"""Traced spaces compile: as many maps as there are orbits, as the literature has, invariant."""

from dataclasses import replace
from itertools import product

import pytest
import torch
from torch import nn

import symc
from symc.compiler import understand
from symc.report import Source
from symc.solve import solve
from symc.tracing import Space, declarations, drawn, moved, parsed, trace
from tests.oracle import orbit_counts
from tests.tracing import networks

TOKENS = "1,5:int64"
CASES: dict[str, tuple[nn.Module, str]] = {
    "mlp": (networks.Mlp(2, 3, 4, 1), "1,2"),
    "flat": (networks.Cnn(flat=True), "1,1,8,8"),
    "residual": (networks.Residual(), "1,3,8,8"),
    "grouped": (networks.Grouped(), "1,3,8,8"),
    "lstm": (networks.Recurrent("LSTM"), "1,3,2"),
    "gru": (networks.Recurrent("GRU", bidirectional=True), "1,3,2"),
    "encoder": (networks.Encoder(), TOKENS),
    "fused": (networks.Fused("unbind"), TOKENS),
    "inside": (networks.Fused("inside"), TOKENS),
    "shared": (networks.Shared(2, "repeat"), TOKENS),
    "turned": (networks.Shared(2, "repeat", turned=True), TOKENS),
    "one key": (networks.Shared(1, "repeat"), TOKENS),
    "dense": (networks.Dense(), "1,3,4,4"),
    "experts": (networks.Experts(), "1,2"),
}


def traced(network: nn.Module, shape: str) -> Space:
    return trace(network.eval(), [parsed(shape)], "networks.py:Net").space


def counter(space: Space) -> orbit_counts.Space:
    """The space as the orbit counter sees it: every segment a tensor of its own."""
    tensors: dict[str, orbit_counts.Tensor] = {}
    for entry in space.entries:
        for number, block in enumerate(product(*entry.axes)):
            tensors[f"{entry.key}/{number}"] = tuple(block)
    sizes = {group.name: group.size for group in space.groups}
    return orbit_counts.Space(tensors, sizes, {g.name: g.within for g in space.groups if g.within})


def text(space: Space) -> str:
    model = f"model Read(net: {space.name}) -> [] {{ return linear(net -> []) }}\n"
    model += f"model Edit(net: {space.name}) -> {space.name} {{ return linear(net -> same) }}\n"
    return declarations(space, "a.py:Net", "") + model


def counted(space: Space) -> tuple[int, int]:
    """How many maps to the space itself, and to one number, symc finds."""
    read, edit = solve(understand(Source("main.sym", text(space)))).models
    return (
        sum(pair.dimension for pair in edit.bases[0].pairs if pair.sources),
        sum(pair.dimension for pair in read.bases[0].pairs if pair.sources),
    )


SLOW = {"encoder", "gru", "shared", "turned", "one key", "lstm", "residual", "flat"}


@pytest.mark.parametrize(
    "name", [pytest.param(n, marks=[pytest.mark.slow] if n in SLOW else []) for n in CASES]
)
def test_as_many_invariants_as_there_are_orbits(name: str) -> None:
    space = traced(*CASES[name])
    assert counted(space)[1] == orbit_counts.invariants(counter(space))


@pytest.mark.slow
@pytest.mark.parametrize("name", ["mlp", "lstm", "fused", "inside", "shared", "experts"])
def test_as_many_maps_as_there_are_orbits_of_pairs(name: str) -> None:
    space = traced(*CASES[name])
    assert counted(space)[0] == orbit_counts.maps(counter(space))


class Cnn3(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        widths = ((1, 16), (16, 16), (16, 16))
        self.c = nn.Sequential(*(nn.Conv2d(a, b, 3, padding=1) for a, b in widths))
        self.fc = nn.Linear(16, 10)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        for layer in self.c:
            x = torch.relu(layer(x))
        found: torch.Tensor = self.fc(x.mean((2, 3)))
        return found


class Inside(nn.Module):
    """A transformer block of width 32 with 4 heads inside of a network."""

    def __init__(self) -> None:
        super().__init__()
        self.enter, self.out = nn.Linear(3, 32), nn.Linear(32, 3)
        self.block = nn.TransformerEncoderLayer(32, 4, 64, batch_first=True)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        found: torch.Tensor = self.out(self.block(self.enter(x)))
        return found


class Rnn(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.rnn, self.out = nn.RNN(4, 16, batch_first=True), nn.Linear(16, 3)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        found: torch.Tensor = self.out(self.rnn(x)[0])
        return found


@pytest.mark.slow
def test_counts_are_those_of_the_literature() -> None:
    assert counted(traced(networks.Mlp(2, 32, 32, 1), "1,2")) == (75, 7)
    assert counted(traced(networks.Mlp(2, 32, 32, 1, bias=False), "1,2")) == (30, 4)
    assert counted(traced(Cnn3(), "1,1,6,6")) == (3_784, 50)
    assert counted(traced(Rnn(), "1,5,4")) == (342, 14)


@pytest.mark.slow
def test_a_block_inside_of_a_network_has_511_maps() -> None:
    space = traced(Inside(), "1,5,3")
    entries = tuple(entry for entry in space.entries if entry.key.startswith("block."))
    assert counted(replace(space, entries=entries)) == (511, 16)


@pytest.mark.slow_but(1)
@pytest.mark.torch
@pytest.mark.parametrize("name", ["flat", "inside", "shared", "dense"])
def test_the_generated_model_reads_the_state_dict_and_is_invariant(name: str) -> None:
    network, shape = CASES[name]
    space = traced(network, shape)
    names: dict[str, object] = {"__name__": "generated"}
    exec(symc.compile(text(space)), names)
    reader = names["Read"]
    assert isinstance(reader, type)
    read = reader().double()
    state = {key: value.clone() for key, value in network.double().state_dict().items()}
    entries = {entry.key: state[entry.key] for entry in space.entries}
    element = drawn(space, tuple(group.name for group in space.groups), 3)
    turned = {e.key: moved(space, e, state[e.key], element) for e in space.entries}
    assert torch.allclose(read(turned), read(entries), atol=1e-12)
    assert not torch.allclose(read({k: v + 1 for k, v in entries.items()}), read(entries))
