"""Every plan step as lines of a `forward` method."""

from symc.emit.backends.torch.aligned import align, poles, turn
from symc.emit.backends.torch.breakers import offer
from symc.emit.backends.torch.code import Binary, Call, Expression, returned, statement
from symc.emit.backends.torch.factored import multiply_factors
from symc.emit.backends.torch.fixed import project, shift
from symc.emit.backends.torch.foreign import foreign
from symc.emit.backends.torch.frames import arranged, restored
from symc.emit.backends.torch.fuse import Fused
from symc.emit.backends.torch.geometry import averaged, dim, is_simple, port_shapes
from symc.emit.backends.torch.messages import pass_messages
from symc.emit.backends.torch.mixes import held, mix, rows_of
from symc.emit.backends.torch.multiply import assemble, multiply
from symc.emit.backends.torch.parts import POINTWISE, part_lines
from symc.emit.backends.torch.perform import perform
from symc.emit.backends.torch.products import couple, product
from symc.emit.backends.torch.relaxed import vary
from symc.emit.backends.torch.scope import Scope, assign, expanded
from symc.emit.backends.torch.submodules import submodule
from symc.ir.breakers import Offer
from symc.ir.factored import MultiplyFactors
from symc.ir.graphs import Spread
from symc.ir.irrep_product import Align, Assemble, Multiply, Poles, Turn
from symc.ir.parameter_graph import PassMessages
from symc.ir.plain_steps import Project, Shift
from symc.ir.plan import (
    Apply,
    Arrange,
    Attend,
    Contract,
    Derive,
    Expand,
    Foreign,
    Mix,
    Normalize,
    Perform,
    Restore,
    Split,
    Step,
    Symmetrize,
)
from symc.ir.products import Couple, Product
from symc.ir.relaxed import Vary
from symc.ir.steps_on_vectors import Harmonize
from symc.ir.submodels import Submodule
from symc.ir.symmetry import Part

INDENT = 8
LIFTS_ZERO = ("sigmoid", "softplus", "cos")


def lines(step: Step | Fused, scope: Scope) -> list[str]:
    """The lines of one step."""
    match step:
        case Fused():
            return _fused(step, scope)
        case Arrange():
            return statement(f"{step.target} = ", arranged(step, scope), "", INDENT)
        case Restore():
            return assign(step.target, restored(step, scope), scope, step.part)
        case Contract():
            return _contract(step, scope)
        case Mix():
            return mix(step, scope)
        case Expand():
            return _expand(step, scope)
        case Split(source, targets, widths, entries):
            if entries > 1:
                source += f".unflatten(-1, ({entries}, {sum(widths)}))"
            if len(targets) == 1:
                return statement(f"{targets[0]} = ", source, "", INDENT)
            cut = f"{source}.split({widths}, -1)"
            if len(set(widths)) == 1:
                cut = f"{source}.chunk({len(widths)}, -1)"
            return returned("", targets, f" = {cut}", INDENT)
        case Symmetrize():
            return _symmetrize(step, scope)
        case Product():
            return product(step, scope)
        case Couple():
            return couple(step, scope)
        case Apply(function, source, target, part):
            call = Call(POINTWISE[function], (source,))
            if function in ("real", "imag"):
                scope.helper(function)
            return assign(target, call, scope, part)
        case Offer():
            return offer(step, scope)
        case Vary():
            return vary(step, scope)
        case Shift():
            return shift(step, scope)
        case PassMessages():
            return pass_messages(step, scope)
        case Project():
            return project(step)
        case MultiplyFactors():
            return multiply_factors(step, scope)
        case Align():
            return align(step, scope)
        case Poles():
            return poles(step, scope)
        case Turn():
            return turn(step, scope)
        case Multiply():
            return multiply(step, scope)
        case Assemble():
            return assemble(step, scope)
        case Perform():
            return perform(step, scope)
        case Derive():
            raise AssertionError(step)
        case Foreign():
            return foreign(step, scope)
        case Submodule():
            return submodule(step, scope)
        case _:
            return part_lines(step, scope)


def hidden(step: Step | Fused) -> list[tuple[str, Part]]:
    """Values of a step that may be wrong at absent points, to be set to 0 there."""
    match step:
        case Apply(function, _, target, part) if function in LIFTS_ZERO:
            return [(target, part)]
        case Normalize(target=target, part=part) | Shift(target=target, part=part):
            return [(target, part)]
        case Perform(op=Spread(group), target=target, made=part) if group is not None:
            return [(target, part)]
        case Harmonize(targets=targets, parts=parts):
            return [(targets[0], parts[0])]
        case Attend(targets=targets, parts=parts):
            return list(zip(targets, parts, strict=True))
        case Submodule(targets=targets, parts=parts):
            return list(zip(targets, parts, strict=True))
    return []


def _contract(step: Contract, scope: Scope) -> list[str]:
    program = step.program
    if is_simple(program):
        (fold,) = program.folds
        axis = dim(program.nodes[0], program.frame, fold.axes[0])
        scope.helper("mean")
        call = Call("_mean", (step.source, str(axis), scope.count(fold.group)))
        return statement(f"{step.targets[0]} = ", call, "", INDENT)
    counts = [scope.count(group) for group in averaged(program)]
    call = Call(f"_contract_{scope.functions.name(program)}", (step.source, *counts))
    if program.is_matrix:
        arguments = (scope.matrix(program, True), step.source, str(sum(program.frame.orders)))
        call = Call(
            f"_{scope.helper('read')}",
            (*arguments, *(Call("", shape) for shape in port_shapes(program))),
        )
    left = ", ".join(step.targets) if len(step.targets) > 1 else f"({step.targets[0]},)"
    if len(left) + len(str(call)) + 3 + INDENT <= 88:
        return [f"{left} = {call}"]
    held = scope.local("pieces")
    kept = statement(f"{held} = ", call, "", INDENT)
    return [*kept, *returned("", step.targets, f" = {held}", INDENT)]


def _expand(step: Expand, scope: Scope) -> list[str]:
    program = step.program
    sizes = scope.frame_sizes(program.frame)
    out: list[str] = []
    twist: list[str] = []
    terms: list[Expression] = [step.base] if step.base else []
    if step.twist:
        rows = rows_of(step.twist.rows, out, scope)
        weight = held(scope.weight(step.twist.weight), "weight", out, scope)
        weight += "" if step.twist.weight.stacked else ".unsqueeze(0)"
        if step.twist.form == "fourier":
            name = scope.functions.fourier(len(program.frame.axes))
            terms.append(Call(name, (rows, weight)))
        else:
            scope.helper("twist")
            twist = [rows, weight, str(step.twist.orders)]
    base = terms[0] if len(terms) == 1 else Binary(tuple(terms), "+")
    if program.is_matrix and program.ports:
        sizes = str(program.frame.sizes)
        pairs = zip(step.pieces, port_shapes(program), strict=True)
        pieces = tuple(Call("", (piece, *shape)) for piece, shape in pairs)
        made = Call(f"_{scope.helper('write')}", (scope.matrix(program, False), sizes, *pieces))
        out += statement(f"{step.target} = ", made, "", INDENT)
        if terms:
            out += statement(f"{step.target} = ", Binary((*terms, step.target), "+"), "", INDENT)
        if twist:
            out += statement(f"{step.target} += ", Call("_twist", tuple(twist)), "", INDENT)
        return out
    if not is_simple(program):
        name = scope.functions.name(program)
        none = str(tuple([None] * len(averaged(program))))
        call = expanded(scope, name, (sizes, none, base if terms else "None"), step.pieces, twist)
        return [*out, *statement(f"{step.target} = ", call, "", INDENT)]
    if twist:
        terms.append(Call("_twist", tuple(twist)))
    if program.folds:
        (fold,) = program.folds
        axis = dim(program.nodes[0], program.frame, fold.axes[0])
        spread = f"{step.pieces[0]}.unsqueeze({axis})"
        grown = spread if terms else Call(f"_{scope.helper('grow')}", (spread, sizes))
        terms.append(grown)
    total = terms[0] if len(terms) == 1 else Binary(tuple(terms), "+")
    return [*out, *statement(f"{step.target} = ", total, "", INDENT)]


def _symmetrize(step: Symmetrize, scope: Scope) -> list[str]:
    end = len(step.part.axes) + (0 if step.part.multiplicity is None else 1)
    out: list[str] = []
    for power in step.part.powers:
        blocks = str(tuple(tuple(axis - end for axis in block) for block in power.blocks))
        sign = () if power.sign == 1 else ("-1",)
        call = Call(f"_{scope.helper('exchange')}", (step.target, blocks, *sign))
        out += assign(step.target, call, scope, step.part)
    return out


def _fused(step: Fused, scope: Scope) -> list[str]:
    source, target = step.contract.program, step.expand.program
    twist, first = step.expand.twist, step.mixes[0]
    assert twist is not None
    name = scope.functions.layer(source, target)
    counts = [scope.count(group) for group in averaged(source)]
    bias = "None" if first.bias is None else scope.bias(first.bias)
    weights = [scope.weight(mix.weight) for mix in step.mixes if mix.weight is not None]
    arguments = [
        step.contract.source,
        scope.frame_sizes(target.frame),
        f"({', '.join(counts)}{',' if len(counts) == 1 else ''})",
        str((None,) * len(averaged(target))),
        str(twist.orders),
        scope.weight(twist.weight),
        bias,
        *weights,
    ]
    return statement(
        f"{step.expand.target} = ", Call(f"_layer_{name}", tuple(arguments)), "", INDENT
    )
