"""What goes around a network under export, `torch.vmap` and derivatives of functions."""

from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor

from tests.oracle.modules import build

pytestmark = pytest.mark.torch

SPEC = """
size n
group Points = S(n)
group Rot = O(3)
group Flip = S(2)
model M(x: 2 [Points, Rot, Flip], q: [Points]) -> 3 [Points] + [Rot] {
    symmetry GROUP: LEVEL
    h = tanh(linear(x, q -> 5 [Points]))
    return (linear(h -> 3 [Points]), linear(x, h -> [Rot]))
}
"""
LEVELS = [("Rot", "by frame(pca)"), ("Points", "by frame(pca)"), ("Flip", "by average")]


def net_of(group: str, level: str, text: str = SPEC) -> Any:
    """The model with random weights."""
    torch.manual_seed(0)
    text = text.replace("GROUP", group).replace("LEVEL", level)
    return build(text).net().requires_grad_(False)


def given(batch: int, n: int) -> tuple[Tensor, Tensor]:
    """Random arguments, the last cloud a line."""
    x, q = torch.randn(batch, n, 3, 2, 2).double(), torch.randn(batch, n).double()
    x[-1, :, 1:] = 0
    return x, q


@pytest.mark.parametrize(("group", "level"), LEVELS)
def test_a_batch_is_a_map_over_its_items(group: str, level: str) -> None:
    net = net_of(group, level)
    x, q = given(4, 3)
    for made, mapped in zip(net(x, q), torch.vmap(net)(x, q), strict=True):
        assert torch.allclose(made, mapped, atol=1e-10)

    def total(x: Tensor, q: Tensor) -> Any:
        return sum(y.square().sum() for y in net(x, q))

    x, q = x[:3], q[:3]
    each = torch.vmap(torch.func.grad(total))(x, q)
    x.requires_grad_()
    (whole,) = torch.autograd.grad(total(x, q), x)
    assert torch.allclose(each, whole, atol=1e-9)


@pytest.mark.slow
@pytest.mark.parametrize(("group", "level"), LEVELS)
def test_exported_programs_take_any_batch_and_size(group: str, level: str) -> None:
    """One point alone is put in order, too."""
    net = net_of(group, level)
    batch, n = torch.export.Dim("batch", min=1), torch.export.Dim("n", min=1)
    shapes = ({0: batch, 1: n}, {0: batch, 1: n})
    exported: Any = torch.export.export(net, given(3, 4), dynamic_shapes=shapes).module()
    for arguments in (given(3, 4), given(5, 4), given(2, 7), given(1, 1)):
        for made, other in zip(net(*arguments), exported(*arguments), strict=True):
            assert torch.allclose(made, other, atol=1e-10)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("group", "level"), [("Rot", "by frame(pca)"), ("Points", "by frame(pca)")]
)
def test_onnx_makes_frames_of_any_batch_and_size(group: str, level: str, tmp_path: Path) -> None:
    """Of lines, of no vectors at all, and of points that coincide, as well."""
    import onnxruntime  # type: ignore[import-untyped]

    text = SPEC.replace("x: 2 [Points, Rot, Flip]", "x: [Points, Rot]")
    net = net_of(group, level, text).float()
    batch, n = torch.export.Dim("batch", min=1), torch.export.Dim("n", min=1)
    shapes = ({0: batch, 1: n}, {0: batch, 1: n})
    program = torch.onnx.export(
        net, single(4, 4), dynamic_shapes=shapes, dynamo=True, verbose=False
    )
    assert program is not None
    program.save(tmp_path / "net.onnx")
    session = onnxruntime.InferenceSession(tmp_path / "net.onnx")
    for arguments in (single(4, 4), single(7, 5), single(3, 1)):
        named = {x.name: y.numpy() for x, y in zip(session.get_inputs(), arguments, strict=True)}
        for wanted, found in zip(net(*arguments), session.run(None, named), strict=True):
            assert torch.allclose(wanted, torch.from_numpy(found), atol=2e-5)


def single(batch: int, n: int) -> tuple[Tensor, Tensor]:
    """Clouds in single precision: the last a line, the first at the origin, one with twins."""
    x, q = torch.randn(batch, n, 3), torch.randn(batch, n)
    x[-1, :, 1:], x[0] = 0, 0
    x[1, -1], q[1, -1] = x[1, 0], q[1, 0]
    return x, q


@pytest.mark.parametrize("d", [1, 2, 3, 5, 8])
def test_turns_in_planes_find_the_spectrum(d: int) -> None:
    """Of matrices of full and less rank, diagonal ones, and those with equal eigenvalues."""
    module = build(SPEC.replace("GROUP", "Rot").replace("LEVEL", "by frame(pca)")).module
    torch.manual_seed(d)
    full, some = torch.randn(6, d, d).double(), torch.randn(6, d, 1).double()
    values = torch.randint(0, 3, (6, d)).double()
    turned = torch.linalg.qr(full).Q
    alike = turned @ torch.diag_embed(values) @ turned.mT
    whole = torch.cat([full + full.mT, 1e-30 * some @ some.mT, torch.diag_embed(values), alike])
    found, axes = module._by_turns(whole)
    size = whole.abs().amax((1, 2)).clamp(min=1e-300)[:, None, None]
    assert torch.allclose(found / size[..., 0], torch.linalg.eigvalsh(whole / size), atol=1e-12)
    assert torch.allclose(axes.mT @ axes, torch.eye(d).double(), atol=1e-12)
    assert torch.allclose(whole / size @ axes, axes * found[:, None] / size, atol=1e-10)


@pytest.mark.parametrize("level", ["by canonical", "by frame(pca)"])
def test_what_goes_around_a_network_works_in_low_precision(level: str) -> None:
    torch.manual_seed(0)
    found = build(SPEC.replace("GROUP", "Rot").replace("LEVEL", level))
    x, q = given(3, 4)
    low = found.net(torch.bfloat16)
    assert all(y.dtype == torch.bfloat16 for y in low(x.bfloat16(), q.bfloat16()))
    net = found.net(torch.float32)
    with torch.autocast("cpu", torch.bfloat16):
        made = net(x.float(), q.float())
    torch.stack([y.float().square().sum() for y in made]).sum().backward()  # type: ignore[no-untyped-call]
    assert all(torch.isfinite(p.grad).all() for p in net.parameters() if p.grad is not None)
