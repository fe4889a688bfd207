"""Functions, sums, pools and starts are held against their definitions, and comparison tells more.

What is changed here keeps every symmetry and the rank of every layer.
"""

import pytest
import torch

from symc.verify import subject
from symc.verify.agreement import agreement
from symc.verify.nodes import FUNCTIONS, nodes, starts
from tests.verify.test_verify import opened

pytestmark = pytest.mark.torch

SPEC = """\
symc 1
size n
group P = S(n)
model M(x: 2 [P]) -> (total: [], moved: 2 [P]) {
    h = silu(linear(x -> 3 [P]))
    k = tanh(linear(h -> 3 [P]))
    h = h - 0.5 * k
    y = linear(h -> 2 [P])
    return (linear(mean(k over P) -> []), y + x)
}
"""


@pytest.mark.parametrize(
    "change",
    [
        None,
        ("functional.silu(", "functional.gelu("),
        ("h - (1", "h + (1"),
        ("= y + x  #", "= y - x  #"),
    ],
)
def test_another_function_is_found(change: tuple[str, str] | None) -> None:
    held = opened(change, SPEC)
    (model,) = held.meaning.models
    each = subject(held, model)
    assert (nodes(held, model, each.random(), each.sizes) is None) == (change is None)


SHAPES = """\
symc 1
size n
group P = S(n)
group R = O(3)
model M(x: 2 [P, R], w: 2 [P]) -> (v: 2 [P, R], s: []) {
    h = gate(linear(x, w -> 3 [P, R] + 2 [P]))
    k = layer_norm(norm_act(linear(h -> 4 [P, R] + 2 [P]), tanh))
    h = norm_act(linear(k -> 2 [P, R] + 2 [R, R]), silu)
    return (linear(layer_norm(h) -> 2 [P, R]), linear(invariants(h -> 4 []) -> []))
}
"""


@pytest.mark.parametrize(
    "change",
    [
        None,
        ("torch.sigmoid(", "torch.tanh("),
        ("+ 1e-5", "+ 1e-3"),
        ("function(norm) / norm", "function(norm)"),
        (".mean(-1, keepdim=True)", ".sum(-1, keepdim=True)"),
        ("torch.tanh", "torch.sin"),
    ],
)
def test_another_gate_or_norm_is_found(change: tuple[str, str] | None) -> None:
    held = opened(change, SHAPES)
    (model,) = held.meaning.models
    each = subject(held, model)
    assert (nodes(held, model, each.random(), each.sizes) is None) == (change is None)


def test_biases_start_at_0() -> None:
    for change in (None, ("nn.init.zeros_(self.y_bias)", "nn.init.ones_(self.y_bias)")):
        held = opened(change, SPEC)
        (model,) = held.meaning.models
        problem = starts(held.scheduled(model).stages, held.make(model))
        assert problem == (None if change is None else "y_bias does not start at zeros")


def test_functions_are_those_of_torch() -> None:
    x = torch.linspace(-3, 3, 13, dtype=torch.float64)
    for name, function in FUNCTIONS.items():
        owner = torch.nn.functional if hasattr(torch.nn.functional, name) else torch
        assert torch.allclose(function(x), getattr(owner, name)(x), atol=1e-14), name


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (None, ""),
        (("@ self.y_p\n", "@ (2.0 * self.y_p)\n"), "weights and results"),
        (("should be {wanted}, got {length}", "is not {wanted} but {length}"), "refusals"),
    ],
)
def test_a_difference_is_told(change: tuple[str, str] | None, what: str) -> None:
    held = opened(change, SPEC)
    (model,) = held.meaning.models
    assert (agreement(held, model, subject(held, model).sizes) or "").partition(":")[0] == what


def test_comparing_leaves_the_process_as_it_was() -> None:
    held = opened(None, SPEC)
    (model,) = held.meaning.models
    agreement(held, model, subject(held, model).sizes)
    assert torch.is_grad_enabled()
    assert not torch.compiler.is_compiling()
    assert not torch.is_autocast_enabled("cpu")
