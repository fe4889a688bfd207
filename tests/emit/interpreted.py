"""Kernels of Triton in its interpreter against the definition; run with TRITON_INTERPRET=1."""

import sys
from typing import Any

import torch
from torch import Tensor

from benchmarks import problems
from symc.emit.backends.torch.forms import operator_of
from tests.oracle.modules import build, spec
from tests.oracle.products import Problem, along, dense, load, operands

NONE: tuple[Any, ...] = (None,) * 6
BOTH = problems.Problem("both parities", problems.both(2, 1), 1, 1, natural=False)
PROBLEMS = {
    "entry": Problem("0e + 1o", "0e + 1o", "0e + 1o + 1e", 3),
    "shared": Problem("0e + 1o", "1o", "0e + 1o", 40, "shared"),
    "none": Problem("1o", "1o", "0e + 1e + 2e", 2, "none"),
    "unread": Problem("0e + 3o", "1o", "0e + 1o + 5o", 2),
    "paired": Problem("0e + 1o", "0e + 1o", "0e + 1o", 2, "shared", paired=True),
    "edges": Problem("0e + 1o", "0e + 1o", "0e + 1o", 5, indexed=True),
    "shared edges": Problem("0e + 1o", "1o", "0e + 1o", 2, "shared", indexed=True),
    "sums of both parities": Problem("1e + 1o", "0e + 1o", "0e + 0o + 1e + 1o", 2, indexed=True),
    "several kernels": Problem(
        "0e + 1o + 2e", "0e + 1o + 2e", "0e + 1o + 2e + 3o", 64, merged=False, indexed=True
    ),
}
FORMS = {name: problem.form for name, problem in PROBLEMS.items()}
FORMS |= {"both parities": BOTH.forms[0], "parities of rows": problems.unindexed(BOTH.forms[0])}


def edges_of(form: Any) -> tuple[Any, ...]:
    """Five edges between three points, one of them without any."""
    if not form.indexed:
        return NONE
    source, target = torch.tensor([[0, 2, 0, 2, 2], [0, 0, 2, 2, 0]])
    made: tuple[Any, ...] = load(form)._sorted_edges(source, target, 3, 3)
    return made


def compare(name: str) -> None:
    """Values in all types, and the first derivatives, against the definition."""
    form = FORMS[name]
    index = edges_of(form)
    module = load(form)
    assert module._PRODUCT_LAUNCH is not None
    runs = module._PRODUCT_LAUNCH.products
    assert len(runs) > 1 or name != "several kernels"
    assert len(set(runs)) > len({run[0] for run in runs}) or name != "both parities"
    call = getattr(torch.ops.symc, operator_of(form))
    for dtype, tolerance in ((torch.float64, 1e-12), (torch.float32, 1e-5), (torch.bfloat16, 2e-2)):
        x, y, w = (t if t is None else t.double() for t in operands(form, 5, 3, dtype))
        assert x is not None and y is not None
        expected = along(form, x, y, w, index) if form.indexed else dense(form, x, y, w)
        made = call(*(t if t is None else t.to(dtype) for t in (x, y, w)), *index)
        assert made.dtype == dtype
        assert (made.double() - expected).abs().max() <= tolerance * (1 + expected.abs().max())
    known = [t.requires_grad_() for t in operands(form, 5, 3) if t is not None]
    x, y, w = known if len(known) == 3 else (*known, None)
    assert x is not None and y is not None
    made = call(x, y, w, *index)
    expected = along(form, x, y, w, index) if form.indexed else dense(form, x, y, w)
    g = torch.randn(made.shape, dtype=made.dtype)
    both = (torch.autograd.grad(each, known, g) for each in (made, expected))
    pairs = zip(*both, strict=True)
    assert all(torch.allclose(ours, theirs, atol=1e-10) for ours, theirs in pairs)


def differentiate(name: str) -> None:
    """Second derivatives by finite differences, and the operators' own check."""
    form = FORMS[name]
    index = edges_of(form)
    call = getattr(torch.ops.symc, operator_of(form))
    known = [t.requires_grad_() for t in operands(form, 5, 3) if t is not None]

    def product(*tensors: Tensor) -> Tensor:
        full = tensors if len(tensors) == 3 else (*tensors, None)
        result: Tensor = call(*full, *index)
        return result

    assert torch.autograd.gradgradcheck(product, known, fast_mode=True)
    torch.library.opcheck(call, (*known, *([] if len(known) == 3 else [None]), *index))


def refuse() -> None:
    """What has a wrong size, or edges to points that there are not, reaches no kernel."""
    form = FORMS["edges"]
    index = edges_of(form)
    call = getattr(torch.ops.symc, operator_of(form))
    x, y, w = operands(form, 5, 3)
    for wrong in ((x[:, 1:], y, w, *index), (x, y[1:], w, *index), (x[1:], y, w, *index)):
        try:
            call(*wrong)
        except ValueError:
            continue
        raise AssertionError("a kernel read beyond a tensor")


def force(option: str = "") -> None:
    """Forces by kernels are those of plain PyTorch, with the same bits for edges in any order."""
    text = spec("atoms").replace("64x", "2x").replace("mlp(r, 64, 64)", "mlp(r, 5)")
    net = build(text.replace("mode = channelwise", f"mode = channelwise{option}"))
    module: Any = net.module
    model = net.net(torch.float32)
    made = torch.Generator().manual_seed(0)
    species, position = (torch.randn(4, k, generator=made) for k in (16, 3))
    bonds = torch.tensor([[0, 1, 2, 3, 1, 0, 2], [1, 0, 1, 2, 2, 2, 0]])
    served = module._serves
    assert served(position, 0, "", "", object())
    out = model(species, position, bonds)
    mixed = model(species, position, bonds[:, [3, 6, 0, 5, 1, 4, 2]])
    assert torch.equal(mixed.energy, out.energy) and torch.equal(mixed.forces, out.forces)
    module._serves = lambda *_: False
    plain = model(species, position, bonds)
    module._serves = served
    assert out.forces.abs().max() > 1e-3
    assert torch.allclose(out.forces, plain.forces, atol=1e-5)


if __name__ == "__main__":
    if sys.argv[1:] == ["forces"]:
        force()
        force(", radial_precision = tf32x3")
    else:
        compare("edges")
        refuse()
    if sys.argv[1:] == ["all"]:
        for each in FORMS:
            compare(each)
        for each in ("entry", "none", "edges", "paired"):
            load(FORMS[each])
            differentiate(each)
