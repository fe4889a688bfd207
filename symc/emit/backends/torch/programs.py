"""A contraction program as two functions: forwards it contracts, turned round it expands."""

from symc.algebra import is_permuted
from symc.emit.backends.torch.code import Call, Expression, returned, statement, tuple_of
from symc.emit.backends.torch.geometry import (
    averaged,
    count_name,
    diagonal,
    dim,
    positive,
    vertex,
)
from symc.emit.backends.torch.turned import Turned
from symc.ir.waist import Fold, Frame, Program, short

INDENT = 4


def label(frame: Frame) -> str:
    """The stem of the functions' names: the groups of the axes."""
    return "_".join(map(short, frame.axes))


def contract_lines(name: str, program: Program) -> tuple[str, ...]:
    """`def name(x, ...)`: every port; a count of None sums where it would average."""
    codes = ["x", *(f"x_{pattern.code}" for pattern in program.nodes[1:])]
    body: list[str] = []
    for fold in program.folds:
        value = _forwards(fold, program, codes[fold.parent])
        body += statement(f"{codes[fold.child]} = ", value, "", INDENT)
    views = {fold.child for fold in program.folds if fold.kind == "diagonal"}
    ports: list[Expression] = []
    for port in program.ports:
        names = [codes[node] for node in port]
        if len(names) == 1:
            ports.append(f"{names[0]}.clone()" if port[0] in views else names[0])
        else:
            ports.append(Call("torch.cat", (tuple_of(names), "-1")))
    body += returned("return ", ports, "", INDENT)
    title = f"{_type(program)} to {_listed(program)}: equal letters are one axis, digits pooled."
    return _function(f"def {name}(", ["x", *_counts(program)], title, body)


def expand_lines(name: str, program: Program) -> tuple[str, ...]:
    """`def name(sizes, base, pieces, ...)`: the adjoint; `base` is a piece of full size or None."""
    body = Turned(program, INDENT).lines()
    title = f"{_type(program)} from {_listed(program)}: digits spread, equal letters a diagonal."
    return _function(f"def {name}(", ["sizes", "base", "pieces", *_counts(program)], title, body)


def _counts(program: Program) -> list[str]:
    return [count_name(group) for group in averaged(program)]


def _type(program: Program) -> str:
    return f"[{', '.join(group.name for group in program.frame.axes)}]"


def _listed(program: Program) -> str:
    return " | ".join(" ".join(program.nodes[p].code for p in port) for port in program.ports)


def _function(head: str, arguments: list[str], title: str, body: list[str]) -> tuple[str, ...]:
    line = f"{head}{', '.join(arguments)}):"
    lines = [line] if len(line) <= 88 else [head, f"    {', '.join(arguments)}", "):"]
    for shorter in (title, title[: title.index(":")], title[:70].rstrip(" |") + " ..."):
        if len(shorter) + INDENT + 7 <= 88:
            break
    return (*lines, *(f"    {line}" for line in (f'"""{shorter.rstrip(".")}."""', *body)))


def _forwards(fold: Fold, program: Program, source: str) -> Expression:
    parent, frame = program.nodes[fold.parent], program.frame
    match fold.kind:
        case "sum":
            axis = dim(parent, frame, fold.axes[0])
            if is_permuted(fold.group):
                return Call("_mean", (source, str(axis), count_name(fold.group)))
            plus = positive(fold.group)
            if plus is not None:
                return Call("_metric_sum", (source, str(axis), str(plus)))
            return f"{source}.sum({axis})"
        case "diagonal":
            return diagonal(source, fold, program)
        case "epsilon":
            slots, legs = vertex(fold, program)
            plus = positive(fold.group)
            arguments = [source, str(fold.group.size), str(slots), str(legs)]
            arguments += [] if plus is None else [f"plus={plus}"]
            return Call("_epsilon", tuple(arguments))
        case "form":
            first, second = (dim(parent, frame, axis) for axis in fold.axes)
            return Call("_skew_sum", (source, str(first), str(second)))
