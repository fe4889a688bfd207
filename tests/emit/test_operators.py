"""Operators of products called with what they do not read: told by name, nothing is launched."""

from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor

from symc.emit.backends.torch.forms import operator_of
from symc.ir.form import Form
from tests.oracle.products import Problem, along, load, operands

pytestmark = pytest.mark.torch

EDGES = Problem("0e + 1o", "0e + 1o", "0e + 1o", 3, indexed=True).form
ROWS = Problem("0e + 1o", "0e + 1o", "0e + 1o", 3, "shared").form
BARE = Problem("0e + 1o", "1o", "0e + 1o", 3, "none", paired=True).form
NONE: tuple[None, ...] = (None,) * 6
Given = list[Any]


def called(form: Form, *given: Any, name: str = "") -> Any:
    module = load(form)
    assert module._PRODUCT_OPERATORS
    return getattr(torch.ops.symc, operator_of(form) + name)(*given)


def edges() -> Given:
    """Operands of five edges between four points: x, y, w, and the graph."""
    source, target = torch.tensor([[0, 2, 3, 2, 1], [0, 0, 2, 3, 0]])
    graph = load(EDGES)._sorted_edges(source, target, 4, 4)
    return [*operands(EDGES, 5, 4), *graph]


def replaced(given: Given, at: int, value: Any) -> Given:
    return [*given[:at], value, *given[at + 1 :]]


WRONG: dict[str, tuple[int, Callable[[Tensor], Any], str]] = {
    "components of x": (0, lambda x: x[:, 1:], "x: axis 1 should be 4, got 3"),
    "channels of x": (0, lambda x: x[..., :2], "x: axis 2 should be 3, got 2"),
    "batch of x": (0, lambda x: x[None], "x: expected 3 axes, got 4"),
    "integers": (0, lambda x: x.long(), "x: expected real numbers, got torch.int64"),
    "device": (1, lambda y: y.to("meta"), "y: expected on cpu, as x, got meta"),
    "components of y": (1, lambda y: y[:, :3], "y: axis 1 should be 4, got 3"),
    "entries of w": (2, lambda w: w[:4], "w: axis 0 should be 5, got 4"),
    "no w": (2, lambda w: None, r"w: expected a tensor \(5, 4, 3\), got None"),
    "fewer sources": (3, lambda s: s[1:], "source: axis 0 should be 5, got 4"),
    "no sources": (3, lambda s: None, "source: expected a tensor, along edges"),
    "int32": (
        4,
        lambda t: t.int(),
        "target: expected torch.int64, 1 axis, on cpu, got torch.int3",
    ),
    "source beyond": (3, lambda s: s + 1, "source: expected points 0 to 3, got 4"),
    "source below": (3, lambda s: s - 1, "source: expected points 0 to 3, got -1"),
    "target beyond": (4, lambda t: t + 9, "target: expected points 0 to 3, got 12"),
    "order beyond": (5, lambda o: o + 1, "by_target: expected edges 0 to 4, got 5"),
    "starts that fall": (6, lambda s: s.flip(0), "target_start: expected to rise from 0 to 5"),
    "starts short of the end": (6, lambda s: s.clamp(max=4), "target_start: expected to rise"),
    "no starts": (6, lambda s: s[:0], "target_start: axis 0 should be 1, got 0"),
    "more sources": (8, lambda s: s[1:], "source_start: axis 0 should be 5, got 4"),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_a_product_along_edges_does_not_read(what: str) -> None:
    at, change, told = WRONG[what]
    given = edges()
    wrong = replaced(given, at, change(given[at]))
    if what != "device":  # which the dispatcher tells apart
        with pytest.raises(ValueError, match=told):
            called(EDGES, *wrong)
    else:
        with pytest.raises(ValueError, match=told):
            load(EDGES)._PRODUCT_OPERANDS.check(*wrong[:3], wrong[3:], ())


@pytest.mark.parametrize("what", [name for name, (at, *_) in WRONG.items() if at not in (5, 6)])
def test_what_its_derivatives_do_not_read(what: str) -> None:
    at, change, told = WRONG[what]
    x, y, w, *graph = replaced(given := edges(), at, change(given[at]))
    g = torch.ones(4, EDGES.sizes[2], 3, dtype=torch.float64)
    if what != "device":
        with pytest.raises(ValueError, match=told):
            called(EDGES, x, y, w, g, *graph, True, True, True, name="_gradients")


def test_what_is_multiplied_has_the_shape_of_the_product() -> None:
    x, y, w, *graph = edges()
    for size, told in (((3, 4, 3), "axis 0 should be 4, got 3"), ((4, 4), "3 axes, got 2")):
        g = torch.ones(size, dtype=torch.float64)
        with pytest.raises(ValueError, match=f"g: .*{told}"):
            called(EDGES, x, y, w, g, *graph, True, True, True, name="_gradients")


def test_rows_have_no_edges_and_shared_weights_one_axis_less() -> None:
    x, y, w = operands(ROWS, 5)
    with pytest.raises(ValueError, match="x: axis 0 should be 5, got 4"):
        called(ROWS, x[1:], y, w, *NONE)
    assert w is not None
    with pytest.raises(ValueError, match="w: expected 2 axes, got 3"):
        called(ROWS, x, y, w.expand(5, -1, -1), *NONE)
    with pytest.raises(ValueError, match="source: expected None, without edges"):
        called(ROWS, x, y, w, *edges()[3:])
    a, b, none = operands(BARE, 5)
    assert none is None
    with pytest.raises(ValueError, match=r"w: expected None, got a tensor"):
        called(BARE, a, b, w, *NONE)
    with pytest.raises(ValueError, match="y: expected 3 axes, got 2"):
        called(BARE, a, b[..., 0], None, *NONE)


def test_edges_are_read_once_until_they_change(monkeypatch: pytest.MonkeyPatch) -> None:
    module = load(EDGES)
    read: list[str] = []
    misses = module._misses

    def watched(name: str, *rest: Any) -> Any:
        read.append(name)
        return misses(name, *rest)

    monkeypatch.setattr(module, "_misses", watched)
    x, y, w, *graph = edges()
    wanted = ("source", "by_target", "target_start")
    check = module._PRODUCT_OPERANDS.check
    for _ in range(3):
        check(x, y, w, graph, wanted)
    assert sorted(read) == sorted(module._GRAPH)
    with pytest.raises(ValueError, match="source_start: axis 0 should be 3, got 5"):
        check(x[:2], y, w, graph, wanted)  # fewer points: the same edges point beyond
    graph[0][0] = 7
    with pytest.raises(ValueError, match="source: expected points 0 to 3, got 7"):
        check(x, y, w, graph, wanted)
    graph[0][0] = 0
    check(x, y, w, graph, wanted)
    count = len(module._KNOWN)
    del graph
    assert len(module._KNOWN) < count


def test_edges_of_an_inference_are_checked() -> None:
    with torch.inference_mode():
        given = edges()
        with pytest.raises(ValueError, match="source: expected points"):
            called(EDGES, *replaced(given, 3, given[3] + 1))


@pytest.mark.slow
def test_edges_may_have_strides() -> None:
    """Rows of a transposed tensor are read as they are meant, forward and backward."""
    x, y, w, *graph = edges()
    strided = [torch.stack([each, each.flip(0)], -1)[:, 0] for each in graph]
    assert not strided[0].is_contiguous()
    known = [t.requires_grad_() for t in (x, y, w)]
    made = called(EDGES, *known, *strided)
    expected = along(EDGES, x, y, w, tuple(graph))
    assert torch.allclose(made, expected, atol=1e-12)
    both = (torch.autograd.grad(each.square().sum(), known) for each in (made, expected))
    assert all(torch.allclose(a, b, atol=1e-10) for a, b in zip(*both, strict=True))


@pytest.mark.slow
def test_no_edges_and_no_points() -> None:
    for entries, points in ((0, 3), (0, 0)):
        ends = torch.zeros(2, entries, dtype=torch.int64)
        graph = load(EDGES)._sorted_edges(*ends, points, points)
        made = called(EDGES, *operands(EDGES, entries, points), *graph)
        assert made.shape == (points, EDGES.sizes[2], 3) and not made.any()


def test_no_derivatives_are_of_nothing() -> None:
    given = edges()
    g = torch.randn(4, EDGES.sizes[2], EDGES.channels, dtype=given[0].dtype)
    made = called(EDGES, *given[:3], g, *given[3:], False, False, False, name="_gradients")
    assert [each.numel() for each in made] == [0, 0, 0]
