"""E(n) and SE(n) enforced from outside: points are seen from their centre, and put back."""

import itertools
from typing import Any

import pytest
import torch
from torch import Tensor

from tests.emit.turns import clouds, cube, rotation
from tests.oracle.modules import build

pytestmark = pytest.mark.torch


@pytest.fixture(autouse=True)
def seeded() -> None:
    """The same numbers in every run."""
    torch.manual_seed(0)


GROUPS = [("E", 1), ("E", 2), ("SE", 2), ("E", 3), ("SE", 3), ("E", 4)]

RESULT = "[Space] + 2 [Space.vector] + [] + [Nodes, Space] + [Space.vector, Space.vector]"


def spec(group: str, level: str = "by frame(pca)", result: str = RESULT) -> str:
    """A network of sines without symmetry, with frames of points around it."""
    return f"""
size n
group Nodes = S(n)
group Space = {group}
model M(x: [Nodes, Space], v: 2 [Space.vector], m: [Nodes]) -> {result} {{
    symmetry Space: {level}
    h = sin(linear(x, v, m -> 8 [Nodes, 4]))
    h = sin(linear(h -> 8 [Nodes]))
    return linear(h -> {result})
}}
"""


def net(text: str, dtype: torch.dtype = torch.float64) -> Any:
    """The last model of a spec."""
    return build(text).net(dtype).requires_grad_(False)


def draw(d: int, n: int = 7, batch: int = 6) -> tuple[Tensor, Tensor, Tensor]:
    """Points far from the origin, vectors and numbers."""
    far = 10 * torch.randn(batch, 1, d).double()
    x = far + torch.randn(batch, n, d).double()
    return x, torch.randn(batch, d, 2).double(), torch.randn(batch, n).double()


def moved(made: tuple[Tensor, ...], g: Tensor, t: Tensor) -> tuple[Tensor, ...]:
    """What results should be after x -> g x + t."""
    point, vectors, number, points, tensor = made
    turned = torch.einsum("ij,...jc->...ic", g, vectors)
    return point @ g.mT + t, turned, number, points @ g.mT + t, g @ tensor @ g.mT


def violation(module: Any, values: tuple[Tensor, ...], g: Tensor, t: Tensor, **masks: Any) -> float:
    """How far the results for moved arguments are from the moved results."""
    x, v, m = values
    made = module(x, v, m, **masks)
    again = module(x @ g.mT + t, torch.einsum("ij,...jc->...ic", g, v), m, **masks)
    there = masks.get("Nodes_mask", torch.ones_like(m, dtype=torch.bool))[..., None]
    wanted = list(moved(made, g, t))
    wanted[3] = torch.where(there, wanted[3], 0)
    return max(float((a - b).abs().max()) for a, b in zip(again, wanted, strict=True))


@pytest.mark.parametrize(("family", "d"), GROUPS)
@pytest.mark.parametrize("level", ["by frame(pca)", "by canonical"])
def test_motions_are_exact_on_generic_clouds(family: str, d: int, level: str) -> None:
    module, values = net(spec(f"{family}({d})", level)), draw(d)
    for seed in range(4):
        g = rotation(d, family == "SE", seed)
        assert violation(module, values, g, 10 * torch.randn(d).double()) < 1e-10
    x, v, m = values
    inside = module._network(x, v, m, None, 7)[0]
    assert float((inside - module(x, v, m)[0]).abs().max()) > 1e-3


@pytest.mark.parametrize(("family", "d"), GROUPS)
@pytest.mark.parametrize("name", clouds(1))
def test_frames_are_exact_on_degenerate_clouds(family: str, d: int, name: str) -> None:
    module = net(spec(f"{family}({d})"))
    x = clouds(d)[name][None] + torch.randn(d).double()
    values = (x, torch.zeros(1, d, 2).double(), torch.ones(1, x.shape[1]).double())
    for seed in range(3):
        g = rotation(d, family == "SE", seed)
        assert violation(module, values, g, torch.randn(d).double()) < 1e-10


@pytest.mark.parametrize("n", [1, 2])
def test_one_point_is_its_own_centre_and_repeated_ones_count_as_often(n: int) -> None:
    module = net(spec("E(3)", result="[Space]"))
    x = torch.randn(5, 1, 3).double().expand(5, n, 3)
    none = torch.zeros(5, 3, 2).double()
    made = module(x, none, torch.randn(5, n).double())
    assert torch.allclose(made, x[:, 0], atol=1e-12), "no vector comes from one place"


def test_the_corners_of_a_cube_defeat_the_plain_average_of_eight_frames() -> None:
    text = spec("E(3)", result="[]").replace(", v: 2 [Space.vector], m: [Nodes]", "")
    module = net(text.replace("x, v, m", "x"))

    def plain(x: Tensor) -> Tensor:
        """The mean over the eight frames of the centred cloud, unweighted."""
        x = x - x.mean(-2, keepdim=True)
        axes = torch.linalg.eigh(x.mT @ x).eigenvectors.flip(-1)
        signs = torch.tensor(list(itertools.product((1.0, -1.0), repeat=3))).double()
        frames = axes * signs[:, None]
        made: Tensor = module._network(x @ frames, None, len(x))[0]
        return made.mean()

    moved = [cube() @ rotation(3, False, seed).mT + seed for seed in range(8)]
    ours = torch.stack([module(x) for x in moved])
    theirs = torch.stack([plain(x) for x in moved])
    assert float(ours.max() - ours.min()) < 1e-10
    assert float(theirs.max() - theirs.min()) > 1e-3
    generic = torch.randn(8, 3).double() + 5
    assert abs(float(plain(generic) - module(generic))) < 1e-10


@pytest.mark.parametrize("level", ["by frame(pca)", "by canonical"])
def test_absent_points_do_not_count(level: str) -> None:
    module, (x, v, m) = net(spec("E(3)", level)), draw(3)
    mask = torch.arange(7) < torch.tensor([7, 5, 4, 2, 1, 0])[:, None]
    far = torch.where(mask[..., None], x, torch.full_like(x, float("nan")))
    g, t = rotation(3, False), torch.randn(3).double()
    made = module(far, v, torch.where(mask, m, 1e9), Nodes_mask=mask)
    some = 5 if "frame" in level else 4  # the plane of two vectors has no unique place in E(3)
    held = x[:some], v[:some], m[:some]
    assert violation(module, held, g, t, Nodes_mask=mask[:some]) < 1e-10
    assert float(made[3][~mask].abs().max()) == 0
    for i, n in enumerate([7, 5, 4, 2, 1][:some]):
        alone = module(x[i, :n], v[i], m[i, :n])
        assert torch.allclose(made[0][i], alone[0], atol=1e-10)
        assert torch.allclose(made[3][i, :n], alone[3], atol=1e-10)
    assert bool(made[0][5].isfinite().all()), "nothing has its centre at 0"


def test_gradients_are_exact_and_finite() -> None:
    module, (x, v, m) = net(spec("SE(3)")), draw(3, 4, 2)
    x = x.requires_grad_()
    assert torch.autograd.gradcheck(lambda x: module(x, v, m)[:4], (x,))
    for cloud in clouds(3).values():
        y = cloud[None].clone().requires_grad_()
        none = torch.zeros(1, 3, 2).double(), torch.zeros(1, len(cloud)).double()
        module(y, *none)[2].sum().backward()
        assert y.grad is not None and bool(y.grad.isfinite().all())


def test_channels_records_batches_and_low_precision() -> None:
    text = """
size n
group Nodes = S(n)
group Space = SE(2)
model M(a: { p: 3 [Nodes, Space], q: [Space] + [Space.vector] }) -> { r: 2 [Space], s: [] } {
    symmetry Space: by frame(pca)
    h = sin(linear(a -> 8 []))
    return linear(h -> { r: 2 [Space], s: [] })
}
"""
    module, g, t = net(text), rotation(2, True), torch.randn(2).double()
    p, q, w = torch.randn(2, 3, 5, 2, 3), torch.randn(2, 3, 2), torch.randn(2, 3, 2)
    p, q, w = p.double(), q.double(), w.double()
    made = module({"p": p, "q": (q, w)})
    turned = torch.einsum("ij,...njc->...nic", g, p) + t[:, None]
    again = module({"p": turned, "q": (q @ g.mT + t, w @ g.mT)})
    assert made.r.shape == (2, 3, 2, 2) and made.s.shape == (2, 3)
    assert torch.allclose(again.r, g @ made.r + t[:, None], atol=1e-10)
    assert torch.allclose(again.s, made.s, atol=1e-10)
    center = torch.cat([p.movedim(-1, -2).flatten(-3, -2), q[..., None, :]], -2).mean(-2)
    assert torch.allclose(
        module._space_centred(module._opened({"p": p, "q": (q, w)})[0])[0].view(2, 3, 2), center
    )
    low = net(text, torch.bfloat16)
    far = p.bfloat16() + 64, (q.bfloat16() + 64, w.bfloat16())
    found = low(far)
    assert found.r.dtype == torch.bfloat16 and float((found.r - 64).abs().max()) < 16


def test_samples_are_exact_for_translations() -> None:
    module, (x, v, m) = net(spec("E(3)", "by sample(3)")), draw(3)
    t = 5 * torch.randn(3).double()
    torch.manual_seed(1)
    made = module(x, v, m)
    torch.manual_seed(1)
    again = module(x + t, v, m)
    wanted = moved(made, torch.eye(3).double(), t)
    assert max(float((a - b).abs().max()) for a, b in zip(again, wanted, strict=True)) < 1e-10
    told = module.certificate()
    assert told["bound"] == float("inf") and "by the centre" in told["assumptions"][-1]


def test_penalties_count_rotations_and_translations() -> None:
    text = """
group Space = E(3)
extern Net = "tests.emit.test_centred:Third"
model M(x: [5, Space]) -> [Space] + [Space.vector] {
    symmetry Space: by penalty
    return Net(x -> [Space] + [Space.vector])
}
"""
    x = torch.randn(40, 5, 3).double() + 3
    found = {}
    for kind in ("right", "fixed", "shifted"):
        Third.kind = kind
        module: Any = build(text).net(seed=None).requires_grad_(False)
        found[kind] = module.equivariance_loss(x).item(), module.lie_loss(x).item()
    assert found["right"][0] < 1e-20 and found["right"][1] < 1e-20
    assert min(*found["fixed"], *found["shifted"]) > 1e-2
    step, total = 1e-5, 0.0
    Third.kind = "shifted"
    for k in range(6):
        g, t = torch.eye(3).double(), torch.zeros(3).double()
        if k < 3:
            a = torch.zeros(3, 3).double()
            i, j = ((0, 1), (0, 2), (1, 2))[k]
            a[i, j], a[j, i] = -step, step
            g = torch.matrix_exp(a)
        else:
            t[k - 3] = step
        (p, v), (gp, gv) = module(x), module(x @ g.mT + t)
        gaps = (gp - p @ g.mT - t) / step, (gv - v @ g.mT) / step
        total += sum(float(gap.square().mean()) for gap in gaps) / 2
    assert abs(found["shifted"][1] / total - 1) < 1e-3


class Third(torch.nn.Module):
    """The first point and a vector between two; or what does not move, or moves too much."""

    kind = "right"

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """(batch, n, 3) to (batch, 3), twice."""
        match self.kind:
            case "fixed":
                return torch.sin(x[:, 0]) * 0 + 1, x[:, 1] - x[:, 0]
            case "shifted":
                return x[:, 0], x[:, 1]
        return x[:, 0], x[:, 1] - x[:, 2]


def test_orders_of_points_are_enforced_beside_motions() -> None:
    for level in ("by frame(pca)", "by canonical"):
        text = f"""
size n
group Nodes = S(n)
group Space = E(3)
extern Net = "tests.emit.userland:Places"
model M(x: 2 [Nodes, Space]) -> [Space] + [Nodes] {{
    symmetry Nodes: {level}
    symmetry Space: {level}
    return Net(x -> [Space] + [Nodes])
}}
"""
        module, g, order = net(text), rotation(3, False), torch.randperm(5)
        x, t = torch.randn(4, 5, 3, 2).double() + 4, torch.randn(3).double()
        p, s = module(x)
        gp, gs = module(torch.einsum("ij,bnjc->bnic", g, x)[:, order] + t[:, None])
        assert float((gp - p @ g.mT - t).abs().max()) < 1e-10
        assert float((gs - s[:, order]).abs().max()) < 1e-10


@pytest.mark.slow
def test_frames_of_points_compile_as_one_graph_and_are_exported() -> None:
    module, values = build(spec("SE(3)")).net(), draw(3)
    quick = torch.compile(module, fullgraph=True, backend="eager")
    program = torch.export.export(module, values).module()
    for made in (quick(*values), program(*values)):
        for a, b in zip(made, module(*values), strict=True):
            assert torch.allclose(a, b, atol=1e-10)
