"""Smaller groups that irreps, graphs and derivatives go along to, and models that call models."""

import re

import pytest
import torch
from torch import Tensor

from symc import CompileError, migrate
from tests.compare.moving import check_moved, compared, module, random, trained

pytestmark = pytest.mark.torch

PLANAR = """\
group G = GROUP
model M(x: 2 [G(1x1 + 2x2)], s: 3 []) -> [G(1x1 + 1x2)] {
    h = linear(x, s -> [G(3x1 + 3x2)] + 3 [])
    h = gate(h + bilinear(h, h -> same))
    k = tensor_product(h.0, h.0 -> [G(3x1 + 3x2)])
    k = norm_act(k + h.0, tanh)
    return linear(k, h -> [G(1x1 + 1x2)])
}
"""
FORCES = """\
size n
group Atoms = S(n)
group Space = E(3)
graph Bonds on Atoms
type Node = 3 [Atoms] + 2 [Atoms, Space.vector] + 2 [Atoms, Space.2e]
model M(position: [Atoms, Space], bonds: Bonds) -> (energy: [], forces: [Atoms, Space.vector]) {
    v = gather(position at bonds.target) - gather(position at bonds.source)
    y = spherical_harmonics(v, 2)
    x = mlp(bessel(norm(v), 4, cutoff = 4.0), 4 -> 3 [Bonds])
    m = bilinear(x, y -> 3 [Bonds] + 2 [Bonds, Space.vector] + 2 [Bonds, Space.2e])
    h = gate(linear(scatter(m to bonds.target) -> Node))
    e = mlp((h.0, dot(h.1, h.1), dot(h.2, h.2)), 5 -> [Atoms])
    energy = sum(e over Atoms)
    return (energy, -gradient(energy, position))
}
"""
CALLS = """\
group Rot = O(3)
model Inner(x: 4 [Rot]) -> 2 [Rot] {
    symmetry Rot: by frame(pca)
    h = relu(linear(x -> 8 []))
    return linear(h -> 2 [Rot])
}
model M(x: 4 [Rot]) -> [Rot] {
    h = Inner(x)
    return linear(h, x -> [Rot])
}
"""
CHAIN = ["O(2)", "SO(2)", "C(7)"]
STEPS = [(CHAIN[0], CHAIN[1]), (CHAIN[1], CHAIN[2]), (CHAIN[0], "D(5)"), ("D(5)", "C(5)")]


@pytest.mark.slow
@pytest.mark.parametrize(("group", "below"), STEPS, ids=[f"{a} > {b}" for a, b in STEPS])
def test_irreps_of_the_plane(group: str, below: str) -> None:
    old, new = (PLANAR.replace("GROUP", each) for each in (group, below))
    found = check_moved(old, new, random((4, 6, 2), (4, 3)))
    assert found.contained == ("same" if below == "C(7)" else "larger")


def atoms() -> list[Tensor]:
    torch.manual_seed(2)
    first = torch.randint(0, 5, (9,))
    position = torch.randn(5, 3, dtype=torch.float64, requires_grad=True)
    return [position, torch.stack([first, (first + 1 + torch.arange(9) % 4) % 5])]


def test_forces_without_mirrors() -> None:
    new = re.sub(r"\b2e\b", "2", FORCES.replace("E(3)", "SE(3)"))
    found = check_moved(FORCES, new, atoms())
    assert found.verdict == "migrates"


def test_forces_of_more_channels_and_other_names() -> None:
    new = FORCES.replace(
        "3 [Atoms] + 2 [Atoms, Space.vector]", "5 [Atoms] + 3 [Atoms, Space.vector]"
    )
    found = check_moved(FORCES, re.sub(r"\bposition\b", "r", new), atoms())
    assert (found.verdict, found.contained) == ("migrates", "larger")


@pytest.mark.slow
def test_a_model_is_moved_with_those_that_it_calls() -> None:
    new = CALLS.replace("h = Inner(x)", "k = Inner(x)").replace("linear(h, x", "linear(x, k")
    new = new.replace("8 []", "9 []")
    found = check_moved(CALLS, new, random((4, 3, 4)))
    assert (found.verdict, found.contained) == ("migrates", "larger")
    assert "`Inner(x)` calls Inner" in found.reason
    state = trained(module(CALLS))
    assert migrate(CALLS, CALLS, state, model="M").keys() == state.keys()


def test_what_is_wrong_with_a_called_model_is_said() -> None:
    found = compared(CALLS, CALLS.replace("relu", "tanh"))
    assert found.verdict == "not" and "calls Inner: `relu(" in found.reason


def test_what_is_enforced_around_a_model_belongs_to_its_function() -> None:
    new = CALLS.replace("by frame(pca)", "by sample(3)")
    found = compared(CALLS, new, "Inner")
    assert (
        found.verdict == "not" and "by frame(pca), and now Rot = O(3): by sample(3)" in found.reason
    )
    with pytest.raises(CompileError, match="cannot keep its function"):
        migrate(CALLS, new, trained(module(CALLS, "Inner")), model="Inner")


ABOUT = """\
group Rot = O(3)
model M(x: [Rot, 3]) -> [Rot] {
    symmetry Rot: by frame(pca)
    return linear(tanh(linear(x -> 8 [])) -> [Rot])
}
"""
OVER = """\
group A = S(4)
group B = S(4)
model M(x: 4 [A, B]) -> 2 [A, B] {
    return linear(attention(x over A, heads = 2) -> 2 [A, B])
}
"""


@pytest.mark.parametrize(
    ("old", "change", "why"),
    [
        (ABOUT, ("x: [Rot, 3]", "x: [3, Rot]"), "what is enforced was about [Rot, 3]"),
        (OVER, ("over A", "over B"), "another operation"),
        (OVER, ("heads = 2", "heads = 4"), "another operation"),
    ],
)
def test_shapes_alone_do_not_make_a_function(old: str, change: tuple[str, str], why: str) -> None:
    assert change[0] in old
    found = compared(old, old.replace(*change))
    assert found.verdict == "not" and why in found.reason, found.reason
