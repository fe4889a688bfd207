"""The algorithms of a product of irreps: what each costs, which are equal, which one is taken."""

from collections.abc import Iterable

from symc.explain.factored import factored_rows
from symc.ir.form import Form
from symc.ir.irrep_product import Multiply, TensorProduct
from symc.ir.model import Harmonics, Node
from symc.ir.plan import Stage

Row = tuple[str, str, str]


def algorithms_of(
    nodes: Iterable[Node], stages: Iterable[Stage], all_: tuple[Node, ...]
) -> list[str]:
    """A line for each algorithm; counts are multiply-adds of one entry, without its weights."""
    lines: list[str] = []
    for node, stage in zip(nodes, stages, strict=True):
        forms = [step.form for step in stage.steps if isinstance(step, Multiply)]
        if isinstance(node.op, TensorProduct) and node.op.algorithm != "cg":
            lines += _lines(factored_rows(node, stage, all_))
        elif isinstance(node.op, TensorProduct) and forms:
            lines += _lines(_rows(forms, of_one_direction(node, all_)))
    return lines


def of_one_direction(node: Node, nodes: tuple[Node, ...]) -> bool:
    """Whether the second operand is the harmonics of one vector for every entry.

    Only then is there a frame in which all of it but order 0 vanishes.
    """
    op = node.op
    assert isinstance(op, TensorProduct)
    makers = {value.name: (other, value) for other in nodes for value in other.outputs}
    found = [makers.get(name) for name in node.inputs[op.split : op.split + op.others]]
    held = [each for each in found if each is not None]
    return (
        len(held) == len(found)
        and len({maker.name for maker, _ in held}) == 1
        and all(isinstance(maker.op, Harmonics) for maker, _ in held)
        and all(value.part.channels == 1 for _, value in held)
    )


def _rows(forms: list[Form], along: bool) -> list[Row]:
    dense = sum(form.channels * a * b * c for form in forms for a, b, c in _sizes(form))
    sparse = sum(form.channels * form.nonzero for form in forms)
    first = sum(form.nonzero + form.channels * form.pairs for form in forms)
    rows = [
        ("dense", _adds(dense), "equal"),
        ("cg", _adds(sparse), "equal"),
        ("cg, y first", _adds(first), "equal, taken"),
    ]
    if along:
        framed = sum(map(in_frame, forms))
        rows.append(("so2", _adds(framed, " and the rotations"), "equal, not compiled yet"))
    else:
        rows.append(("so2", "", "only of harmonics of one vector"))
    rows.append(("gaunt", "", "another operation"))
    rows.append(("cp(rank = ...)", "", "approximate below the rank that is exact"))
    return rows


def _sizes(form: Form) -> Iterable[tuple[int, int, int]]:
    return (path.sizes for path in form.paths)


def in_frame(form: Form) -> int:
    """Multiply-adds in the frame of the edge, its rotations given.

    Every block of x is turned there and every block of z back. In between, a path has only the
    coefficients of order 0 of y, which is its middle component.
    """
    blocks = {(0, path.x, path.sizes[0]) for path in form.paths}
    blocks |= {(1, path.z, path.sizes[2]) for path in form.paths}
    turned = sum(size * size for _, _, size in blocks if size > 1)
    coupled = sum(
        entry.j == path.sizes[1] // 2 for path in form.paths for entry in path.coupling.entries
    )
    return form.channels * (turned + coupled)


def _lines(rows: list[Row]) -> list[str]:
    return [
        f"{name}: {count} ({told})" if count else f"{name}: {told}" for name, count, told in rows
    ]


def _adds(count: int, besides: str = "") -> str:
    return f"{count:,} multiply-adds an entry{besides}"
