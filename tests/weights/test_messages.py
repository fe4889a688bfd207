"""Message passing over parameter graphs: any record, one set of weights for all of them."""

from typing import Any

import pytest
import torch

from symc.compiler import understand
from symc.report import CompileError, Source
from tests.oracle.modules import build, equivariance_error
from tests.weights import spaces

pytestmark = pytest.mark.torch

SPACES = {
    "mlp": spaces.mlp(2, 4, 3, 1),
    "a single neuron": spaces.mlp(2, 1, 3, 1),
    "rnn": spaces.rnn(2, 4, 1),
    "cnn": spaces.cnn(1, 3, 2, classes=3, norm=True),
    "residual": spaces.residual(3, 4, 2),
    "grouped": spaces.grouped(3, 4),
    "lstm": spaces.lstm(2, 3),
    "transformer": spaces.transformer(4, 3, 2, 5),
}


def text(name: str, target: str, rounds: int = 2) -> str:
    body = f"return message_passing(net -> {target}, rounds = {rounds}, width = 8)"
    return spaces.declarations(SPACES[name], 3) + f"model M(net: Net) -> {target} {{ {body} }}\n"


@pytest.mark.parametrize("target", ["4 []", "Wide", "Net", "[]"])
@pytest.mark.parametrize("name", SPACES)
def test_messages_are_equivariant(name: str, target: str) -> None:
    if name == "lstm" and target != "4 []":
        return
    found = build(text(name, target))
    assert equivariance_error(found.model, found.net(), {}, batch=(2, 3)) < 1e-10
    single = found.net(torch.float32)
    assert equivariance_error(found.model, single, {}, batch=(), dtype=torch.float32) < 1e-5


def test_all_architectures_have_the_same_weights() -> None:
    states = [build(text(name, "4 []")).net().state_dict() for name in SPACES]
    for state in states:
        assert {k: v.shape for k, v in state.items()} == {k: v.shape for k, v in states[0].items()}


def test_one_set_of_weights_reads_and_learns_from_two_architectures() -> None:
    first, second = build(text("mlp", "4 []")), build(text("cnn", "4 []"))
    net: Any = first.net(torch.float32)
    other: Any = second.net(torch.float32)
    inputs = {k: torch.randn(2, *axes) for k, axes in other.entries["net"].items()}
    weights = dict(net.named_parameters())
    out = torch.func.functional_call(other, weights, (inputs,))
    out.square().sum().backward()
    assert out.shape == (2, 4)
    assert all(p.grad is not None for p in net.parameters())
    assert torch.equal(out, other(inputs)), "the weights of one seed are those of the other"


def test_neurons_hear_of_one_another() -> None:
    net: Any = build(text("mlp", "Net", 3)).net()
    x = {key: torch.randn(axes).double() for key, axes in net.entries["net"].items()}
    x["w3"].requires_grad_()
    far = net(x).w1.square().sum()
    assert torch.autograd.grad(far, x["w3"])[0].abs().min() > 0


def test_inputs_are_told_apart() -> None:
    net: Any = build(text("mlp", "[]")).net()
    x = {key: torch.randn(axes).double() for key, axes in net.entries["net"].items()}
    assert (net({**x, "w1": x["w1"].flip(-1)}) - net(x)).abs() > 1e-6


def test_sizes_are_free() -> None:
    spec = (
        "size k\ngroup H = S(k)\ntype Net = { w: [H, 2], b: [H] }\n"
        "model M(net: Net) -> 3 [] { return message_passing(net -> 3 []) }\n"
    )
    net: Any = build(spec).net()
    for k in (1, 2, 30):
        assert net((torch.randn(k, 2).double(), torch.randn(k).double())).shape == (3,)
    with pytest.raises(ValueError, match="no mask"):
        net((torch.ones(2, 2).double(), torch.ones(2).double()), H_mask=torch.tensor([True, False]))


@pytest.mark.parametrize(
    ("call", "code"),
    [
        ("message_passing(x -> 4 [])", "SYM333"),
        ("message_passing(y -> 4 [])", "SYM333"),
        ("message_passing(net -> [H])", "SYM334"),
        ("message_passing(net -> { a: [H] })", "SYM334"),
        ("message_passing(net -> 4 [], rounds = 0)", "SYM335"),
    ],
)
def test_what_is_refused(call: str, code: str) -> None:
    spec = (
        "group H = S(3); group R = O(3)\n"
        "model M(net: { w: [H, 2] }, x: [H], y: { v: [R] }) -> 4 [] {\n"
        f"    h = {call}\n    return linear(h -> 4 []) }}\n"
    )
    with pytest.raises(CompileError) as error:
        understand(Source("main.sym", spec))
    assert code in [each.code for each in error.value.diagnostics]
