"""The pass `Solution -> Plan`: one stage per node, then the plan optimisations in order."""

from fractions import Fraction

from symc.algebra.motion import motion_of
from symc.ir.breakers import Feed
from symc.ir.irrep_product import TensorProduct
from symc.ir.model import (
    Attention,
    Bilinear,
    Code,
    Combine,
    Dropout,
    Entries,
    Extern,
    Gate,
    Harmonics,
    LayerNorm,
    Linear,
    Node,
    NormAct,
    Nothing,
    Pointwise,
    Pool,
    Value,
)
from symc.ir.parameter_graph import Messages
from symc.ir.parameters import Parameter, Scale, Vector, Weight
from symc.ir.plan import (
    Add,
    Apply,
    Attend,
    Blank,
    Drop,
    Foreign,
    Gating,
    Normalize,
    Plan,
    Reduce,
    Rescale,
    Scheduled,
    Stage,
    Step,
)
from symc.ir.relaxed import Relax
from symc.ir.solution import Solution, Solved
from symc.ir.steps_on_vectors import Harmonize
from symc.ir.submodels import Submodel
from symc.schedule.bilinear import bilinear
from symc.schedule.breakers import offer
from symc.schedule.commute import commuted
from symc.schedule.dead import without_dead_paths
from symc.schedule.fixed import fixed
from symc.schedule.fused import fused
from symc.schedule.in_frame import unneeded
from symc.schedule.irrep_products import irrep_product
from symc.schedule.linear import linear
from symc.schedule.messages import messages
from symc.schedule.names import Names
from symc.schedule.order import group_order
from symc.schedule.radial import with_radial
from symc.schedule.relaxed import vary
from symc.schedule.share import share
from symc.schedule.sparse import SPARSE, sparse
from symc.schedule.submodules import submodule
from symc.schedule.turning import aligned_once


def schedule(solution: Solution) -> Plan:
    """The plan of every model of a module."""
    return Plan(
        solution.name, solution.text, tuple(share(aligned_once(_model(m))) for m in solution.models)
    )


def _model(solved: Solved) -> Scheduled:
    solved = commuted(solved)
    model = with_radial(without_dead_paths(fused(solved.model)))
    values = {v.name: v for a in model.arguments for v in a.values}
    values |= {v.name: v for node in model.nodes for v in node.outputs}
    names = Names(set(values) | {a.name for a in model.arguments} | {n.name for n in model.nodes})
    bases = {basis.node.name: basis for basis in solved.bases}
    groups = group_order(model)
    stages = []
    skipped = unneeded(model)
    for node in model.nodes:
        if node.name in skipped:
            stages.append(Stage(node.name, node.text, (), (), ()))
            continue
        inputs = tuple(values[name] for name in node.inputs)
        match node.op:
            case Linear():
                stages.append(linear(bases[node.name], inputs, groups, names))
            case Bilinear():
                stages.append(bilinear(bases[node.name], inputs, groups, names))
            case Messages() as op:
                stages.append(messages(node, op, inputs, names))
            case Feed() as feed:
                stages.append(offer(node, feed, inputs[0], names))
            case Relax() as op:
                stages.append(vary(node, op, inputs, names))
            case Code() | Entries():
                stages.append(fixed(node, inputs[0], groups, names))
            case TensorProduct():
                stages.append(irrep_product(node, inputs, names))
            case op if isinstance(op, SPARSE):
                stages.append(sparse(node, inputs, names))
            case _:
                stages.append(_simple(node, inputs, names))
    return Scheduled(model, tuple(stages))


def _simple(node: Node, inputs: tuple[Value, ...], names: Names) -> Stage:
    parameters: tuple[Parameter, ...] = ()
    (source, target) = (inputs[0], node.outputs[0])
    step: Step
    match node.op:
        case Pointwise(function):
            step = Apply(function, source.name, target.name, source.part)
        case Gate():
            step = Gating(source.name, inputs[1].name, target.name, source.part)
        case NormAct(function):
            step = Rescale(function, source.name, target.name, source.part)
        case Dropout(probability):
            step = Drop(probability, source.name, target.name, source.part)
        case Pool(how, group):
            step = Reduce(how, group, source.name, target.name, source.part)
        case Combine(coefficients):
            terms = tuple(value.name for value in inputs)
            step = Add(coefficients, terms, target.name, source.part)
        case Harmonics(axis, degree):
            made = tuple(value.name for value in node.outputs)
            parts = tuple(value.part for value in node.outputs)
            step = Harmonize(source.name, made, source.part, parts, axis, degree)
        case Nothing():
            axes = len(source.part.axes) + (source.part.multiplicity is not None)
            step = Blank(source.name, axes, target.name, target.part)
        case LayerNorm():
            step = _layer_norm(node, source, target, names)
            parameters = (step.scale,) if step.shift is None else (step.scale, step.shift)
        case Extern(name, path, groups):
            step = Foreign(
                names.weight(f"{node.name}_{name.lower()}"),
                name,
                path,
                node.inputs,
                groups,
                source.part,
                tuple(value.name for value in node.outputs),
                tuple(value.part for value in node.outputs),
            )
        case Submodel() as op:
            step = submodule(node, op, names)
        case Attention():
            step = _attention(node, node.op, inputs, names)
            parameters = (*step.mix, *step.out)
        case _:
            raise AssertionError(node.op)
    return Stage(node.name, node.text, parameters, (step,), ())


def _layer_norm(node: Node, source: Value, target: Value, names: Names) -> Normalize:
    channels = source.part.channels
    scale = Vector(names.weight(f"{node.name}_scale"), channels, "ones")
    rotated = motion_of(source.part) != "permutation"
    shift = None if rotated else Vector(names.weight(f"{node.name}_shift"), channels, "zeros")
    return Normalize(source.name, target.name, source.part, scale, shift)


def _attention(node: Node, op: Attention, inputs: tuple[Value, ...], names: Names) -> Attend:
    mix, out = [], []
    for value in inputs:
        c = value.part.channels
        terms = Fraction(c)
        name = f"{node.name}_{value.name}"
        mix.append(Weight(names.weight(f"{name}_qkv"), (c,), (3 * c,), (Scale(3 * c, terms),)))
        out.append(Weight(names.weight(f"{name}_out"), (c,), (c,), (Scale(c, terms),)))
    return Attend(
        op.group,
        op.heads,
        tuple(value.name for value in inputs),
        tuple(value.name for value in node.outputs),
        tuple(value.part for value in inputs),
        tuple(mix),
        tuple(out),
    )
