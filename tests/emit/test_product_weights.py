"""The weights of a product are one state, however it is computed, along edges or not."""

from itertools import pairwise
from typing import Any

import pytest
import torch
from torch import Tensor

from tests.oracle.modules import build

pytestmark = pytest.mark.torch

X = "3x0e + 2x1o + 3x2e"
Z = {"full": "2x0e + 3x1o + 2x1e", "channelwise": "3x0e + 2x1o + 3x1e"}
OPTIONS = [
    "mode = full",
    "mode = full, weights = mlp(r, 3)",
    "mode = channelwise",
    "mode = channelwise, weights = mlp(r, 3)",
    "mode = channelwise, weights = none",
]
EXACT = ["cg", "so2", "cp(rank = 25)"]


def spec(options: str, algorithm: str, body: str) -> str:
    """A product along edges whose messages are summed as `body` says."""
    z = Z["full" if "full" in options else "channelwise"]
    return f"""size n
group Atoms = S(n)
group Rot = O(3)
graph Bonds on Atoms
model Conv(h: [Atoms, Rot({X})], v: [Bonds, Rot], bonds: Bonds) -> [Atoms, Rot({z})] {{
    y = spherical_harmonics(v, 2)
    sent = gather(h at bonds.source)
    r = norm(v)
    m = tensor_product(sent, y -> [Bonds, Rot({z})], {options}, algorithm = {algorithm})
    {body.format(z=z)}
}}
"""


FUSED = "return scatter(m to bonds.target)"
STORED = "return scatter(m to bonds.target) + 0.0 * scatter(m to bonds.source)"
MIXED = "k = linear(m -> [Bonds, Rot({z})])\n    return scatter(k to bonds.target)"


def given() -> tuple[Tensor, Tensor, Tensor]:
    made = torch.Generator().manual_seed(0)
    index = torch.randint(5, (2, 11), generator=made)
    h, v = (torch.randn(n, generator=made, dtype=torch.float64) for n in ((5, 24), (11, 3)))
    return h, v, index


def same_state(nets: list[Any]) -> None:
    """Every net takes the weights of every other, by their names, and gives the same then."""
    values = given()
    for one, two in pairwise([*nets, *reversed(nets)]):
        for weight in one.parameters():
            torch.nn.init.normal_(weight)
        two.load_state_dict(one.state_dict())
        assert torch.allclose(one(*values), two(*values), atol=1e-11)


@pytest.mark.slow_but(1)
@pytest.mark.parametrize("options", OPTIONS)
def test_fused_or_stored_by_any_exact_algorithm(options: str) -> None:
    texts = [spec(options, each, FUSED) for each in EXACT]
    texts += [spec(options, each, STORED) for each in EXACT[:2]]
    same_state([build(text).net() for text in texts])


@pytest.mark.parametrize("options", OPTIONS[::2])
def test_layers_after_the_product_keep_their_names_too(options: str) -> None:
    same_state([build(spec(options, each, MIXED)).net() for each in EXACT])
