"""The algorithms of a product of irreps: what each costs, which are equal, which one is taken."""

from collections.abc import Iterable, Mapping

from symc.algebra.irrep_paths import irrep_paths
from symc.algebra.product_costs import Costs, Path, costs_of
from symc.explain.factored import factored_rows
from symc.explain.sphere import gaunt_rows
from symc.ir.irrep_product import TensorProduct
from symc.ir.model import Node
from symc.ir.plan import Stage
from symc.ir.symmetry import Part
from symc.layers.directions import harmonics_of

Row = tuple[str, str, str]


def algorithms_of(
    nodes: Iterable[Node],
    stages: Iterable[Stage],
    parts: Mapping[str, Part],
    all_: tuple[Node, ...],
) -> list[str]:
    """A line for each algorithm; counts are multiply-adds of one entry, without its weights."""
    lines: list[str] = []
    for node, stage in zip(nodes, stages, strict=True):
        if not isinstance(node.op, TensorProduct):
            continue
        if node.op.algorithm == "gaunt":
            y = node.inputs[node.op.split : node.op.split + node.op.others]
            lines += _lines(gaunt_rows(node, parts, harmonics_of(y, all_) is not None))
        elif node.op.algorithm == "cp":
            lines += _lines(factored_rows(node, stage, parts))
        else:
            costs = _costs(node, node.op, parts)
            y = node.inputs[node.op.split : node.op.split + node.op.others]
            lines += _lines(_rows(costs, node.op, harmonics_of(y, all_) is not None))
    return lines


def _costs(node: Node, op: TensorProduct, parts: Mapping[str, Part]) -> Costs:
    x = tuple(parts[name] for name in node.inputs[: op.split])
    y = tuple(parts[name] for name in node.inputs[op.split : op.split + op.others])
    z = tuple(value.part for value in node.outputs)
    found = irrep_paths(x, y, z, op.mode)
    return costs_of(Path(p.x, p.z, x[p.x].channels, p.coupling) for p in found)


def _rows(costs: Costs, op: TensorProduct, along: bool) -> list[Row]:
    def told(algorithm: str) -> str:
        return "equal, taken" if op.algorithm == algorithm else "equal"

    rows = [
        ("dense", _adds(costs.dense), "equal"),
        ("cg", _adds(costs.sparse), "equal"),
        ("cg, y first", _adds(costs.y_first), told("cg")),
    ]
    if along:
        rows.append(
            (
                "so2",
                _adds(costs.in_frame, f" and {costs.rotations:,} for the rotations"),
                told("so2"),
            )
        )
    else:
        rows.append(("so2", "", "only of harmonics of one vector"))
    rows.append(("gaunt", "", "another operation"))
    rows.append(("cp(rank = ...)", "", "approximate below the rank that is exact"))
    return rows


def _lines(rows: list[Row]) -> list[str]:
    return [
        f"{name}: {count} ({told})" if count else f"{name}: {told}" for name, count, told in rows
    ]


def _adds(count: int, besides: str = "") -> str:
    return f"{count:,} multiply-adds an entry{besides}"
