"""Derivatives inside a model: masks reach them, and programs that hold them are exported."""

import io
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor

from tests.oracle.modules import build

pytestmark = pytest.mark.torch

SPEC = """\
size n
group P = S(n)
group R = O(3)
model M(position: [P, R]) -> (e: [], f: [P, R]) {
    x = silu(linear(dot(position, position) -> 4 [P]))
    x = attention(x over P, heads = 2)
    e = linear(max(x over P), mean(x over P) -> [])
    return (e, gradient(e, position))
}
"""


def made() -> Any:
    return build(SPEC).net()


def points(batch: int, n: int) -> Tensor:
    generator = torch.Generator().manual_seed(n)
    return torch.randn(batch, n, 3, generator=generator, dtype=torch.float64)


def test_a_derivative_is_that_of_finite_differences() -> None:
    net, x, step = made(), points(1, 4)[0], 1e-5
    found = net(x).f
    for i in range(4):
        for j in range(3):
            along = torch.zeros_like(x)
            along[i, j] = step
            slope = (net(x + along).e - net(x - along).e) / (2 * step)
            assert torch.allclose(found[i, j], slope, atol=1e-8)


def test_masks_reach_what_is_derived() -> None:
    net, x = made(), points(2, 5)
    there = torch.arange(5) < torch.tensor([[3], [5]])
    x[0, 3:] = float("nan")
    both, alone, whole = net(x, P_mask=there), net(x[0, :3]), net(x[1])
    assert torch.allclose(both.e, torch.stack([alone.e, whole.e]))
    assert torch.allclose(both.f[0, :3], alone.f)
    assert not both.f[0, 3:].any()
    assert torch.allclose(both.f[1], whole.f)


@pytest.mark.slow
def test_a_program_with_a_derivative_is_saved_and_loaded() -> None:
    net, file = made(), io.BytesIO()
    sizes = {0: torch.export.Dim("batch", min=1), 1: torch.export.Dim("n", min=2)}
    torch.export.save(torch.export.export(net, (points(2, 4),), dynamic_shapes=(sizes,)), file)
    file.seek(0)
    loaded = torch.export.load(file).module()
    for batch, n in ((2, 4), (3, 5), (1, 2)):
        x = points(batch, n)
        x[:, 1] = x[:, 0]  # two points share what the maximum is taken of
        for a, b in zip(loaded(x), net(x), strict=True):
            assert torch.allclose(a, b, atol=1e-12)


@pytest.mark.slow
def test_onnx_holds_a_derivative(tmp_path: Path) -> None:
    onnxruntime = pytest.importorskip("onnxruntime")
    net, file = made().float(), tmp_path / "model.onnx"
    x = points(2, 4).float()
    program = torch.onnx.export(net, (x,), dynamo=True, verbose=False)
    assert program is not None
    program.save(file)
    session = onnxruntime.InferenceSession(file)
    found = session.run(None, {session.get_inputs()[0].name: x.numpy()})
    for a, b in zip(found, net(x), strict=True):
        assert torch.allclose(torch.from_numpy(a), b, atol=1e-5)
