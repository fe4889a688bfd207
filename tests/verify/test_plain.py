"""The plain operations of exported derivatives are torch's; subgroups are all that two generate."""

from itertools import permutations
from types import SimpleNamespace
from typing import Any

import pytest
import torch

from symc.resources import read
from symc.verify.plain import FUNCTIONS, plain
from symc.verify.relaxed import subgroups

pytestmark = pytest.mark.torch


def functions(*change: str) -> Any:
    text = read("templates", "torch", "support", "traced.py")
    if change:
        assert change[0] in text
        text = text.replace(change[0], change[1])
    held: dict[str, Any] = {"torch": torch}
    exec(text, held)
    return SimpleNamespace(**held)


def test_every_one_is_torch_s() -> None:
    made = functions()
    assert made._PLAIN.keys() == FUNCTIONS.keys()
    assert plain(made) is None
    assert plain(SimpleNamespace()) is None


@pytest.mark.parametrize(
    ("change", "name"),
    [
        (("y.unsqueeze(-3)).sum(-2)", "y.unsqueeze(-3)).mean(-2)"), "matmul"),
        (("total / first.sum(dim, keepdim=keepdim)", "total"), "amax"),
        (("return y * (1 - y)", "return y * (1 + y)"), "sigmoid"),
        (("mean(dims, keepdim=True) + eps", "sum(dims, keepdim=True) + eps"), "layer_norm"),
        (("total.sum(dims) if dims else total", "total"), "einsum"),
        (("lambda x: x**-0.5", "lambda x: x**-1"), "rsqrt"),
    ],
)
def test_another_function_is_found(change: tuple[str, str], name: str) -> None:
    assert plain(functions(*change)) == f"the plain {name} is not torch's"


def test_the_subgroups_of_small_groups() -> None:
    """C(4) has 3, S(3) has 6, and the group of order 1 itself."""
    cyclic = torch.tensor([[(a + b) % 4 for b in range(4)] for a in range(4)])
    every = list(permutations(range(3)))
    table = [[every.index(tuple(g[i] for i in h)) for h in every] for g in every]
    assert list(map(len, subgroups(cyclic))) == [1, 2, 4]
    assert list(map(len, subgroups(torch.tensor(table)))) == [1, 2, 2, 2, 3, 6]
    assert subgroups(torch.tensor([[0]])) == [(0,)]
