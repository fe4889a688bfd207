"""Errors measured on data: elements move every axis as the model has it."""

from typing import Any

import pytest
import torch

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
