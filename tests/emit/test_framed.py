"""`frame`, `frame_gap` and `n_samples`: what a module says of how its arguments lie."""

from typing import Any

import pytest
import torch
from torch import Tensor

from tests.emit.turns import cube, rotation
from tests.oracle.modules import build

pytestmark = pytest.mark.torch


@pytest.fixture(autouse=True)
def seeded() -> None:
    """The same numbers in every run."""
    torch.manual_seed(0)


def spec(group: str, level: str = "by frame(pca)") -> str:
    """Points or vectors to a vector."""
    vector = "[G.vector]" if "E" in group else "[G]"
    return f"""
size n
group Nodes = S(n)
group G = {group}
model M(x: [Nodes, G]) -> {vector} + [] {{
    symmetry G: {level}
    h = sin(linear(x -> 8 [Nodes]))
    return linear(h -> {vector} + [])
}}
"""


def net(text: str) -> Any:
    """The last model of a spec."""
    return build(text).net().requires_grad_(False)


@pytest.mark.parametrize("group", ["O(2)", "SO(3)", "O(3)"])
@pytest.mark.parametrize("level", ["by frame(pca)", "by canonical"])
def test_the_result_is_the_weighted_mean_over_the_frame(group: str, level: str) -> None:
    module, d = net(spec(group, level)), int(group[-2])
    x = torch.randn(2, 3, 6, d).double()
    x[..., 0] *= 2
    elements, weights = module.frame(x)
    k = weights.shape[-1]
    assert elements.shape == (2, 3, k, d, d) and weights.shape == (2, 3, k)
    assert torch.allclose(weights.sum(-1), torch.ones(2, 3).double(), atol=1e-12)
    kept = weights > 0
    product = elements[kept].mT @ elements[kept]
    assert torch.allclose(product, torch.eye(d).double().expand_as(product), atol=1e-10)
    back = torch.einsum("abkji,abnj->abkni", elements, x)
    inner = module._network(back.flatten(0, 2), None, 6)
    vectors = torch.einsum("abkij,abkj->abki", elements, inner[0].unflatten(0, (2, 3, k)))
    made = module(x)
    assert torch.allclose((weights[..., None] * vectors).sum(2), made[0], atol=1e-10)
    assert torch.allclose((weights * inner[1].unflatten(0, (2, 3, k))).sum(2), made[1], atol=1e-10)


def test_frames_turn_along_and_weights_stay() -> None:
    module, g = net(spec("SO(3)")), rotation(3, True)
    x = torch.randn(4, 6, 3).double()
    elements, weights = module.frame(x)
    again, same = module.frame(x @ g.mT)
    assert torch.allclose(weights, same, atol=1e-10)
    gaps = (again[:, :, None] - (g @ elements)[:, None]).abs().amax((-1, -2))
    lit = weights > 0
    assert float(torch.where(lit, gaps.amin(2), 0).max()) < 1e-8, "the same set, in some order"


def test_motions_are_matrices_that_take_the_origin_to_the_centre() -> None:
    module, g, t = net(spec("SE(3)")), rotation(3, True), torch.randn(3).double()
    x = torch.randn(4, 6, 3).double() + 5
    elements, weights = module.frame(x)
    assert elements.shape == (4, weights.shape[1], 4, 4)
    assert torch.allclose(elements[:, :, :3, 3], x.mean(1)[:, None].expand(-1, weights.shape[1], 3))
    assert torch.equal(elements[0, 0, 3], torch.tensor([0, 0, 0, 1.0]).double())
    moved = module.frame(x @ g.mT + t)[0]
    assert torch.allclose(moved[:, :, :3, 3], elements[:, :, :3, 3] @ g.mT + t, atol=1e-10)
    centred = torch.cat([x - x.mean(1, keepdim=True), torch.zeros(4, 1, 3).double()], 1)
    assert torch.allclose(module.frame_gap(x), module.frame_gap(centred), atol=1e-10)


def test_gaps_are_those_of_the_second_moments() -> None:
    module = net(spec("O(3)"))
    values = torch.tensor([[4.0, 2.0, 1.0], [4.0, 4.0, 1.0], [5.0, 1.0, 1.0]]).double()
    x = torch.diag_embed(values.sqrt()) @ rotation(3, False).mT
    gaps = module.frame_gap(x)
    assert torch.allclose(gaps, torch.tensor([0.25, 0.0, 0.0]).double(), atol=1e-12)
    assert float(module.frame_gap(cube())) == 0
    assert float(module.frame_gap(torch.zeros(3, 3).double())) == 0
    low = build(spec("O(3)")).net(torch.bfloat16)
    assert low.frame_gap(x.bfloat16()).shape == (3,)  # type: ignore[operator]


def test_items_without_axes_have_more_frames_and_the_rest_weighs_nothing() -> None:
    module = net(spec("O(3)"))
    x = torch.stack([cube(), torch.randn(8, 3).double() * torch.tensor([4.0, 2.0, 1.0])])
    elements, weights = module.frame(x)
    assert torch.allclose(weights.sum(-1), torch.ones(2).double(), atol=1e-12)
    assert int((weights[0] > 0).sum()) > 8 and int((weights[1] > 0).sum()) == 8
    alone = module.frame(x[1])
    assert alone[0].shape == (8, 3, 3) and torch.allclose(alone[0], elements[1, :8])
    empty = module.frame(x[:0])
    assert empty[0].shape[0] == 0 and empty[1].shape[0] == 0


TWO = """
size n
group Nodes = S(n)
group Rot = O(3)
extern Net = "tests.emit.userland:Places"
model M(x: 2 [Nodes, Rot]) -> [Rot] + [Nodes] {
    symmetry Rot: by frame(pca)
    symmetry Nodes: by frame(pca)
    return Net(x -> [Rot] + [Nodes])
}
"""


def test_of_several_groups_each_is_told_by_name() -> None:
    module = net(TWO)
    x = torch.randn(4, 5, 3, 2).double()
    made, gaps = module.frame(x), module.frame_gap(x)
    assert set(made) == set(gaps) == {"Rot", "Nodes"}
    elements, weights = made["Nodes"]
    assert elements.shape == (4, weights.shape[1], 5, 5)
    assert torch.allclose(elements.sum(-1), torch.ones(4, weights.shape[1], 5).double())
    assert float(gaps["Nodes"].min()) >= 0 and float(gaps["Nodes"].max()) <= 1
    assert torch.equal(gaps["Nodes"] > 0, made["Nodes"][1].amax(-1) > 0)
    order = torch.randperm(5)
    moved: Tensor = module.frame(x[:, order])["Nodes"][0]
    wanted = elements[:, :, order]
    far = (moved[:, :, None] - wanted[:, None]).abs().amax((-1, -2)).amin(2)
    assert float(torch.where(weights > 0, far, 0).max()) < 1e-10


def test_masks_and_checks_are_those_of_forward() -> None:
    module = net(spec("E(3)"))
    x = torch.randn(2, 6, 3).double()
    mask = torch.arange(6) < torch.tensor([[6], [4]])
    elements, _ = module.frame(x, Nodes_mask=mask)
    assert torch.allclose(elements[1, 0, :3, 3], x[1, :4].mean(0))
    assert torch.allclose(module.frame_gap(x, Nodes_mask=mask)[1], module.frame_gap(x[1, :4]))
    with pytest.raises(ValueError, match="x: axis -1 should be 3, got 4"):
        module.frame(torch.randn(2, 6, 4).double())


def test_the_docstring_says_what_there_is() -> None:
    framed, sampled = net(spec("O(3)")), net(spec("O(3)", "by sample(4)"))
    assert "`frame(...)`" in str(framed.__doc__) and "`frame_gap(...)`" in str(framed.__doc__)
    assert "rot_guarded" not in str(framed.__doc__) and "`g_guarded" in str(framed.__doc__)
    assert "`n_samples`" in str(sampled.__doc__) and sampled.n_samples == 4
    assert not hasattr(sampled, "frame") and not hasattr(framed, "n_samples")
    several = net(spec("O(3)", "by sample(4)\n    symmetry Nodes: by sample(2)"))
    assert several.g_samples == 4 and several.nodes_samples == 2
