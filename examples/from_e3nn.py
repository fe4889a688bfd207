"""Weights of e3nn's tensor products in generated modules: the same outputs from the same inputs.

    python examples/from_e3nn.py

Values need no conversion: flat axes have e3nn's order and basis. A product with all its paths has
e3nn's weights path by path; symc keeps them ordered by output, then by the blocks of x and of y.
"""

from typing import Any

import torch
from common import compiled, options
from torch import Tensor


def ordered(product: Any) -> list[tuple[Any, Tensor]]:
    """The instructions of an e3nn product in symc's order, each with its weights."""
    views = product.weight_views(yield_instruction=True)
    found = [(instruction, weight.detach()) for _, instruction, weight in views]
    widths = [each.mul for each in product.irreps_in1]

    def key(pair: tuple[Any, Tensor]) -> tuple[int, int, int, int]:
        one = pair[0]
        return widths.index(widths[one.i_in1]), one.i_out, one.i_in1, one.i_in2

    return sorted(found, key=key)


def channelwise(product: Any) -> list[Tensor]:
    """The weights of a "uvu" product: for each number of channels of x a row for every path."""
    rows: dict[int, list[Tensor]] = {}
    for _, weight in ordered(product):
        rows.setdefault(weight.shape[0], []).append(weight.T)
    return [torch.cat(each) for each in rows.values()]


def full(product: Any) -> list[Tensor]:
    """The weights of a "uvw" product: for each output a matrix from the channels of all paths."""
    rows: dict[int, list[Tensor]] = {}
    for instruction, weight in ordered(product):
        matrix = weight.transpose(0, 1).flatten(0, 1)
        rows.setdefault(instruction.i_out, []).append(matrix)
    return [torch.cat(rows[k]) for k in sorted(rows)]


def adopt(net: torch.nn.Module, weights: list[Tensor]) -> None:
    """The weights of e3nn put into a generated module with one product."""
    with torch.no_grad():
        for parameter, weight in zip(net.parameters(), weights, strict=True):
            parameter.copy_(weight)


def worst(ours: Tensor, theirs: Tensor) -> float:
    return float((ours - theirs).detach().abs().max())


def main() -> None:
    batch = 10 if options(__doc__ or "").quick else 1_000
    from e3nn import o3

    torch.set_default_dtype(torch.float64)
    made = compiled("from_e3nn")
    x, y = o3.Irreps("16x0e + 16x1o + 16x2e"), o3.Irreps("1x0e + 1x1o + 1x2e")
    paths = [
        (i, j, k, "uvu", True)
        for i, (_, one) in enumerate(x)
        for j, (_, two) in enumerate(y)
        for k, (_, three) in enumerate(x)
        if three in one * two
    ]
    one = o3.TensorProduct(x, y, x, paths)
    two = o3.FullyConnectedTensorProduct(x, y, "8x0e + 8x1o + 8x1e")
    a, b = torch.randn(batch, x.dim), torch.randn(batch, y.dim)
    for title, theirs, net, weights in (
        ("channelwise", one, made.Channelwise(), channelwise(one)),
        ("full", two, made.Full(), full(two)),
    ):
        adopt(net, weights)
        count = sum(weight.numel() for weight in weights)
        error = worst(net(a, b), theirs(a, b))
        print(f"{title}: {count} weights of e3nn, outputs differ by at most {error:.0e}")
        assert error < 1e-11


if __name__ == "__main__":
    main()
