"""What bounds products of irreps: by how much at most they multiply sizes, and what fits add."""

from symc.algebra.irrep_paths import irrep_paths
from symc.algebra.rank import bound_of
from symc.algebra.spectral import spectral_bound
from symc.emit.backends.torch.code import Expression, tuple_of
from symc.ir.coupling import Coupling as Tensor
from symc.ir.factored import MultiplyFactors, Terms
from symc.ir.irrep_product import TensorProduct
from symc.ir.model import Node
from symc.ir.parameters import Coupling, Weight
from symc.ir.plan import Stage
from symc.ir.symmetry import Part


def product_row(node: Node, values: dict[str, Part], stage: Stage) -> list[Expression] | None:
    """Its operands, |z| <= c |x| |y| for weights of size 1, what fits are off by, its weights."""
    op = node.op
    assert isinstance(op, TensorProduct)
    if op.edges or op.algorithm == "gaunt":
        return None
    sides = node.inputs[: op.split], node.inputs[op.split : op.split + op.others]
    x, y = (tuple(values[name] for name in side) for side in sides)
    every = irrep_paths(x, y, tuple(value.part for value in node.outputs), op.mode)
    paths = [path for p, path in enumerate(every) if p not in op.dead]
    copies = [(path.y, path.copy) for path in paths]
    bound = bound_of(
        (path.x, copies.index(copy), p if op.mode == "full" else path.z, _bound(path.coupling))
        for p, (path, copy) in enumerate(zip(paths, copies, strict=True))
    )
    tables = [step.tables for step in stage.steps if isinstance(step, MultiplyFactors)]
    off = max((each.bound for each in tables if isinstance(each, Terms)), default=0.0)
    names = [_named(stage, kind) for kind in (Coupling, Weight)]
    head = [str(op.split), str(op.others), repr(bound), repr(off)]
    return [*head, *names, str(op.weights == "entry")]


def _named(stage: Stage, kind: type[Coupling | Weight]) -> Expression:
    return tuple_of([f'"{each.name}"' for each in stage.parameters if isinstance(each, kind)])


def _bound(coupling: Tensor) -> float:
    return spectral_bound({(e.i, e.j, e.k): e.value for e in coupling.entries})
