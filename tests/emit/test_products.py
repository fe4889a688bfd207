"""Products of irreps: plain PyTorch and C++ against the definition, with derivatives."""

from typing import Any

import pytest
import torch
from torch import Tensor

from symc.emit.backends.torch.forms import operator_of
from symc.ir.form import Form
from tests.oracle.products import Problem, along, dense, load, operands, table

pytestmark = pytest.mark.torch

PLAIN = Problem("0e + 1o + 2e", "0e + 1o + 2e", "0e + 1o + 2e", 3)
PROBLEMS = {
    "entry": PLAIN,
    "one channel": Problem("0e + 1o", "0e + 1o", "0e + 1o + 1e", 1),
    "shared": Problem("0e + 1o", "0e + 1o", "0e + 1o", 5, "shared"),
    "none": Problem("0e + 1o", "1o", "0e + 1o + 1e", 2, "none"),
    "own blocks": Problem("0e + 1o", "0e + 1o + 2e", "0e + 1o + 2e", 2, merged=False),
    "unread and unreached": Problem("0e + 3o", "1o", "0e + 1o + 5o", 2),
    "paired": Problem("0e + 1o + 1e", "0e + 1o", "0e + 1o + 1e + 2e", 3, "shared", paired=True),
    "paired entry": Problem("0e + 1o", "0e + 1o", "0e + 1o", 17, paired=True),
}
NONE: tuple[Any, ...] = (None,) * 6


def graph(edges: int, nodes: int) -> tuple[Tensor, ...]:
    made = torch.Generator().manual_seed(1)
    ends = torch.randint(max(nodes, 1), (2, edges), generator=made)
    module = load(PLAIN.form)
    found: tuple[Tensor, ...] = module._sorted_edges(*ends, nodes, nodes)
    return found


def indexed(problem: Problem) -> Problem:
    return Problem(**{**problem.__dict__, "indexed": True})


@pytest.mark.parametrize("name", PROBLEMS)
def test_plain_pytorch_is_the_definition(name: str) -> None:
    form = PROBLEMS[name].form
    module = load(form)
    for entries in (0, 1, 4):
        given = operands(form, entries)
        made = module._product(*given, NONE, table(form))
        assert torch.allclose(made, dense(form, *given), atol=1e-12)


@pytest.mark.parametrize("name", ["entry", "shared", "none"])
def test_plain_pytorch_along_edges_is_the_definition(name: str) -> None:
    form = indexed(PROBLEMS[name]).form
    edges = graph(7, 4)
    given = operands(form, 7, 4)
    made = load(form)._product(*given, edges, table(form))
    assert torch.allclose(made, along(form, *given, edges), atol=1e-12)


@pytest.mark.parametrize("edges", [False, True])
@pytest.mark.parametrize("name", PROBLEMS)
def test_plain_pytorch_in_parts_is_the_definition(
    name: str, edges: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Entries that are too many for a cache go three at a time; so do their derivatives."""
    form = (indexed(PROBLEMS[name]) if edges else PROBLEMS[name]).form
    module = load(form)
    index = graph(7, 4) if edges else NONE
    given: Any = [t if t is None else t.requires_grad_() for t in operands(form, 7, 4)]
    calls: list[Tensor] = []

    def three(x: Tensor, components: int) -> int:
        calls.append(x)
        return 3

    monkeypatch.setattr(module, "_entries_at_once", three)
    made = module._product(*given, index, table(form))
    x, y, w = given
    wanted = along(form, x, y, w, index) if edges else dense(form, x, y, w)
    assert calls and torch.allclose(made, wanted, atol=1e-12)
    known = [t for t in given if t is not None]
    both = (torch.autograd.grad(each.square().sum(), known) for each in (made, wanted))
    assert all(torch.allclose(a, b, atol=1e-10) for a, b in zip(*both, strict=True))


def operator(form: Form, name: str = "") -> Any:
    module = load(form)
    assert module._PRODUCT_OPERATORS
    return getattr(torch.ops.symc, operator_of(form) + name)


@pytest.mark.slow
@pytest.mark.parametrize("name", PROBLEMS)
@pytest.mark.parametrize("edges", [False, True])
def test_native_product_and_all_derivatives(name: str, edges: bool) -> None:
    problem = indexed(PROBLEMS[name]) if edges else PROBLEMS[name]
    form = problem.form
    x, y, w = (t if t is None else t.requires_grad_() for t in operands(form, 5, 3))
    assert x is not None and y is not None
    given = (x, y, w)
    index = graph(5, 3) if edges else NONE
    call = operator(form)

    def native(*tensors: Tensor) -> Tensor:
        full = tensors if len(tensors) == 3 else (*tensors, None)
        made: Tensor = call(*full, *index)
        return made

    known = tuple(t for t in given if t is not None)
    expected = along(form, *given, index) if edges else dense(form, *given)
    assert torch.allclose(native(*known), expected, atol=1e-12)
    assert torch.autograd.gradcheck(native, known, fast_mode=True)
    assert torch.autograd.gradgradcheck(native, known, fast_mode=True)


@pytest.mark.slow
def test_native_passes_opcheck_and_third_derivatives() -> None:
    form = PROBLEMS["one channel"].form
    given = [t.requires_grad_() for t in operands(form, 3) if t is not None]
    call = operator(form)
    torch.library.opcheck(call, (*given, *NONE))
    g = torch.randn(3, form.sizes[2], 1, dtype=torch.float64, requires_grad=True)
    gradients = operator(form, "_gradients")
    torch.library.opcheck(gradients, (*given, g, *NONE, True, True, True))

    def second(*tensors: Tensor) -> tuple[Tensor, ...]:
        made = gradients(*tensors, *NONE, True, True, True)
        return tuple(made)

    assert torch.autograd.gradcheck(second, (*given, g))
    assert torch.autograd.gradgradcheck(second, (*given, g), fast_mode=True)


@pytest.mark.slow
def test_large_products_are_native_and_compile() -> None:
    """In float32, with many threads or one, under torch.compile, in bfloat16."""
    form = Problem("0e + 1o", "0e + 1o", "0e + 1o", 64).form
    module, coefficients = load(form), None
    x, y, w = operands(form, 3000, dtype=torch.float32)
    assert w is not None
    coefficients = table(form)
    expected = dense(form, x, y, w)
    compiled = torch.compile(module._product, fullgraph=True)
    for call in (module._product, compiled):
        made = call(x, y, w, NONE, coefficients)
        assert torch.allclose(made, expected, atol=1e-5)
    assert "_native" in module.__dict__ and module._native.cache_info().currsize > 0
    low = [t.bfloat16() for t in (x, y, w)]
    made = module._product(*low, NONE, coefficients).float()
    wide = dense(form, *(t.float() for t in low))
    assert (made - wide).abs().max() < 0.01 * wide.abs().max()


def test_without_a_compiler_plain_pytorch_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    form = Problem("0e + 1o", "0e + 1o", "1o", 63).form
    module = load(form)
    monkeypatch.setenv("CXX", "/nowhere/c++")
    module._native.cache_clear()
    x, y, w = operands(form, 3000, dtype=torch.float32)
    with pytest.warns(UserWarning, match="PyTorch is used"):
        made = module._product(x, y, w, NONE, table(form))
    module._native.cache_clear()
    assert w is not None
    assert torch.allclose(made, dense(form, x, y, w), atol=1e-5)


def test_sums_do_not_depend_on_the_order_of_edges() -> None:
    form = indexed(PLAIN).form
    module = load(form)
    x, y, w = operands(form, 12, 4)
    assert w is not None
    pairs = torch.randperm(16, generator=torch.Generator().manual_seed(2))[:12]
    source, target = pairs // 4, pairs % 4
    order = torch.randperm(12, generator=torch.Generator().manual_seed(3))
    results = [
        module._product(
            x, y[o], w[o], module._sorted_edges(source[o], target[o], 4, 4), table(form)
        )
        for o in (torch.arange(12), order)
    ]
    assert torch.equal(*results)
