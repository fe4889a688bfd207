"""Layers that act on single tensors, as lines of a `forward` method."""

from fractions import Fraction
from typing import TypeAlias

from symc.emit.backends.torch.code import Binary, Call, Expression, returned, statement, tuple_of
from symc.emit.backends.torch.harmonics import harmonize
from symc.emit.backends.torch.scope import Scope, assign, group_dims, rotated_dims
from symc.ir.plan import Add, Attend, Blank, Drop, Gating, Normalize, Reduce, Rescale
from symc.ir.steps_on_vectors import Harmonize
from symc.ir.symmetry import Part

INDENT = 8
POINTWISE = {
    "relu": "torch.relu",
    "gelu": "nn.functional.gelu",
    "silu": "nn.functional.silu",
    "tanh": "torch.tanh",
    "sigmoid": "torch.sigmoid",
    "softplus": "nn.functional.softplus",
    "abs": "torch.abs",
    "square": "torch.square",
    "sin": "torch.sin",
    "cos": "torch.cos",
    "conj": "torch.conj",
    "real": "_real",
    "imag": "_imag",
}

Simple: TypeAlias = Gating | Rescale | Normalize | Drop | Reduce | Attend | Add | Blank | Harmonize
"""The steps that act on whole tensors, one by one."""


def part_lines(step: Simple, scope: Scope) -> list[str]:
    """The lines of one step."""
    match step:
        case Gating():
            return gate(step, scope)
        case Rescale():
            return rescale(step, scope, POINTWISE[step.function])
        case Normalize():
            return normalize(step, scope)
        case Drop():
            return drop(step, scope)
        case Reduce():
            return reduce(step, scope)
        case Attend():
            return attend(step, scope)
        case Add():
            return assign(step.target, combination(step), scope, step.part)
        case Blank():
            return blank(step, scope)
        case Harmonize():
            return harmonize(step, scope)


def blank(step: Blank, scope: Scope) -> list[str]:
    """Zeros."""
    scope.helper("nothing")
    sizes = [scope.size(axis.extent) for axis in step.part.axes]
    sizes += [] if step.part.multiplicity is None else [str(step.part.multiplicity)]
    call = Call("_nothing", (step.source, str(step.axes), tuple_of(sizes)))
    return assign(step.target, call, scope, step.part)


def gate(step: Gating, scope: Scope) -> list[str]:
    """A tensor times the sigmoid of its gate."""
    rotated = set(rotated_dims(step.part))
    end = len(step.part.axes) + (0 if step.part.multiplicity is None else 1)
    of = f"{step.gate}.real" if scope.is_complex else step.gate
    text = f"torch.sigmoid({of})"
    if rotated:
        index = ", ".join("None" if i - end in rotated else ":" for i in range(end))
        text += f"[..., {index}]"
    return assign(step.target, Binary((step.source, text), "*"), scope, step.part)


def rescale(step: Rescale, scope: Scope, function: str) -> list[str]:
    """Vectors v to f(|v|) v / |v|."""
    scope.helper("norm_act")
    call = Call("_norm_act", (step.source, str(rotated_dims(step.part)), function))
    return assign(step.target, call, scope, step.part)


def normalize(step: Normalize, scope: Scope) -> list[str]:
    """The usual layer norm over channels, or division by the root mean square of the norms."""
    source = step.source
    bare = step.part.multiplicity is None
    scale = f"self.{step.scale.name}"
    value: Expression
    if step.shift is None:
        scope.helper("rms_norm")
        value = Call("_rms_norm", (source, str(rotated_dims(step.part)), scale, str(not bare)))
        return assign(step.target, value, scope, step.part)
    shift = f"self.{step.shift.name}"
    opened = f"{source}.unsqueeze(-1)" if bare else source
    if scope.is_complex:
        scope.helper("complex_norm")
        value = Call("_complex_norm", (opened, scale, shift), ".squeeze(-1)" if bare else "")
        return assign(step.target, value, scope, step.part)
    channels = f"({step.part.channels},)"
    tail = ".squeeze(-1)" if bare else ""
    value = Call("nn.functional.layer_norm", (opened, channels, scale, shift), tail)
    return assign(step.target, value, scope, step.part)


def drop(step: Drop, scope: Scope) -> list[str]:
    """Whole vectors set to 0 in training."""
    scope.helper("dropout")
    dims = str(group_dims(step.part, None) if step.part.powers else rotated_dims(step.part))
    call = Call("_dropout", (step.source, str(float(step.probability)), dims, "self.training"))
    return assign(step.target, call, scope, step.part)


def reduce(step: Reduce, scope: Scope) -> list[str]:
    """All axes of a group taken away."""
    dims = group_dims(step.part, step.group)
    masked = step.group in scope.masked
    rest = tuple(axis for axis in step.part.axes if axis.group != step.group)
    part = Part(rest, step.part.multiplicity)
    if step.how == "max":
        seen = scope.seen(step.part) if masked else None
        if seen:
            scope.helper("max")
            call = Call("_max", (step.source, str(dims), seen))
            return assign(step.target, call, scope, part)
        return assign(step.target, f"{step.source}.amax({dims})", scope, part)
    if step.how == "mean":
        count = scope.count(step.group)
        raised = count if len(dims) == 1 else f"{count}**{len(dims)}"
        scope.helper("mean")
        call = Call("_mean", (step.source, str(dims), raised))
        return assign(step.target, call, scope, part)
    return assign(step.target, f"{step.source}.sum({dims})", scope, part)


def _width(step: Attend, scope: Scope) -> str:
    """The number of terms of a score: head channels times the lengths of all other axes."""
    number, counted = 0, []
    for part in step.parts:
        total, names = part.channels // step.heads, []
        for axis in part.axes:
            if axis.group != step.group and isinstance(axis.extent, int):
                total *= axis.extent
            elif axis.group in scope.masked and axis.group != step.group:
                names.append(scope.count(axis.group))
            elif axis.group != step.group:
                names.append(scope.size(axis.extent))
        if names:
            counted.append(" * ".join([*([str(total)] if total > 1 else []), *names]))
        else:
            number += total
    return " + ".join([*([str(number)] if number else []), *counted])


def attend(step: Attend, scope: Scope) -> list[str]:
    """Scores from inner products over all other axes of all parts; values mixed by them."""
    scope.helper("attention")
    queries: list[Expression] = []
    spots: list[str] = []
    for source, part, weight in zip(step.sources, step.parts, step.mix, strict=True):
        axis = next(i for i, a in enumerate(part.axes) if a.group == step.group)
        bare = part.multiplicity is None
        opened = f"{source}.unsqueeze(-1)" if bare else source
        queries.append(Binary((opened, f"self.{weight.name}"), "@"))
        spots.append(str((axis, len(part.axes))))
    mask = scope.mask(step.group) if step.group in scope.masked else "None"
    width = _width(step, scope)
    call = Call("_attention", (tuple_of(queries), tuple_of(spots), str(step.heads), width, mask))
    names = [scope.local(f"{target}_heads") for target in step.targets]
    if len(names) == 1:
        out = statement(f"({names[0]},) = ", call, "", INDENT)
    else:
        whole = scope.local("attended")
        out = statement(f"{whole} = ", call, "", INDENT)
        out += returned("", names, f" = {whole}", INDENT)
    for name, target, part, weight in zip(names, step.targets, step.parts, step.out, strict=True):
        mixed = Binary((name, f"self.{weight.name}"), "@")
        if part.multiplicity is None:
            out += statement(f"{name} = ", mixed, "", INDENT)
            out += assign(target, f"{name}.squeeze(-1)", scope, part)
        else:
            out += assign(target, mixed, scope, part)
    return out


def combination(step: Add) -> Expression:
    """A linear combination of tensors of one type."""
    operands, operators = [], []
    for name, factor in zip(step.sources, step.coefficients, strict=True):
        size = "" if abs(factor) == 1 else f"{number(abs(factor))} * "
        operators.append("-" if factor < 0 else "+")
        operands.append(f"{size}{name}")
    first, *rest = operators
    if first == "-":
        operands[0] = f"-{operands[0]}"
    return Binary(tuple(operands), tuple(rest)) if rest else operands[0]


def number(value: Fraction) -> str:
    """An exact number as source text."""
    return str(value.numerator) if value.denominator == 1 else f"({value})".replace("/", " / ")
