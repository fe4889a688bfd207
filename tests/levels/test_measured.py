"""Errors measured on data: elements move every axis as the model has it."""

from typing import Any

import pytest
import torch

from tests.levels.test_bounds import inputs, net
from tests.oracle.modules import build

pytestmark = pytest.mark.torch


@pytest.mark.parametrize(("group", "order"), [("D(2)", 4), ("D(3)", 6), ("D(4)", 8), ("S(3)", 6)])
def test_a_model_annealed_to_exact_is_exact_on_regular_axes(group: str, order: int) -> None:
    text = f"""
group Turn = {group}
model M(x: 2 [Turn.regular]) -> 2 [Turn.regular] {{
    symmetry Turn: breaking <= 0.5
    return linear(x -> 2 [Turn.regular])
}}
"""
    torch.manual_seed(0)
    made: Any = build(text).net()
    with torch.no_grad():
        for parameter in made.parameters():
            parameter.normal_()
    x = torch.randn(4, order, 2, dtype=torch.float64)
    assert made.equivariance_error(x, group="Turn")["relative"] > 1e-3
    made.anneal_(0.0)
    assert made.equivariance_error(x, group="Turn")["relative"] < 1e-12


def test_one_group_need_not_be_named() -> None:
    made, x = net("rot", "symmetry Rot: breaking <= 0.2 to Axial"), inputs("rot")
    generators = [torch.Generator().manual_seed(3) for _ in range(2)]
    named = made.equivariance_error(*x, group="Rot", generator=generators[0])
    assert made.equivariance_error(*x, generator=generators[1]) == named
    assert made.lie_derivative(*x) == made.lie_derivative(*x, group="Rot")
    assert made.equivariance_error(*x, group="Axial")["relative"] < 1e-12
    several = net("both", "symmetry Rot: breaking <= 0.1; symmetry Perm: breaking <= 0.3")
    with pytest.raises(ValueError, match="group: expected one of Perm, Rot, got None"):
        several.equivariance_error(*inputs("both"))
    one = net("both", "symmetry Perm: breaking <= 0.3")
    found = one.equivariance_error(*inputs("both"))
    assert found["relative"] > 1e-3
    assert one.equivariance_error(*inputs("both"), group="Rot")["relative"] < 1e-12


def test_what_inputs_break_is_measured() -> None:
    text = """
group Rot = O(3)
model M(x: 3 [Rot] + 2 []) -> [Rot] {
    symmetry Rot: by input(4, drop = 0.5)
    h = linear(x -> 4 [] + 4 [Rot])
    return linear(gate(h) -> [Rot])
}
"""
    made: Any = build(text).net()
    x = (torch.randn(4, 3, 3).double(), torch.randn(4, 2).double())
    assert made.equivariance_error(x)["relative"] > 1e-3
    assert made.lie_derivative(x)["total"] > 1e-3
    with made.strict():
        assert made.equivariance_error(x)["relative"] < 1e-12
        assert made.lie_derivative(x) == {"total": pytest.approx(0, abs=1e-9), "layers": {}}


def test_edges_are_no_values_that_move() -> None:
    text = """
size n
group Nodes = S(n)
group Rot = O(3)
graph Bonds on Nodes
model M(x: 2 [Nodes, Rot], b: Bonds, s: [Nodes]) -> 2 [Nodes, Rot] {
    symmetry Rot: breaking <= 0.1
    m = gather(x at b.source)
    return linear(scatter(m to b.target, mean), s -> 2 [Nodes, Rot])
}
"""
    made: Any = build(text).net()
    with torch.no_grad():
        for parameter in made.parameters():
            parameter.normal_()
    x, s = torch.randn(5, 3, 2, dtype=torch.float64), torch.randn(5, dtype=torch.float64)
    given = (x, torch.tensor([[0, 1, 3], [1, 2, 4]]), s)
    two = {"batch": torch.tensor([0, 0, 0, 1, 1]), "graphs": 2}
    for options in ({}, two):
        assert made.equivariance_error(*given, **options)["relative"] > 1e-3
        assert made.lie_derivative(*given, **options)["total"] > 1e-3
    made.snap_()
    assert made.equivariance_error(*given)["relative"] < 1e-12
    assert made.lie_derivative(*given, **two)["total"] < 1e-11


@pytest.mark.parametrize("group", ["SO(1)", "S(1)", "O(1)"])
def test_groups_of_one_or_two_elements_can_be_measured(group: str) -> None:
    text = f"""
group G = {group}
model M(x: 3 [G]) -> 2 [G] {{
    symmetry G: breaking <= 0.1
    return linear(x -> 2 [G])
}}
"""
    made: Any = build(text).net()
    x = torch.randn(4, 1, 3, dtype=torch.float64)
    assert (made.equivariance_error(x)["relative"] > 1e-3) == (group == "O(1)")
    assert made.lie_derivative(x)["total"] == 0
