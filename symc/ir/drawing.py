"""The stages of the compiler as small drawings, for `str` and `symc compile --dump`."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import fields
from textwrap import indent

from symc.ir.diagram import Diagram
from symc.ir.model import Model, Module, Node
from symc.ir.parameters import Parameter
from symc.ir.plan import Arrange, Mix, Plan, Restore, Scheduled, Stage, Step, Symmetrize
from symc.ir.products import Couple
from symc.ir.solution import Basis, Factor, Solution, Solved, Tie
from symc.ir.tensors import Banded, Orbits, entries
from symc.ir.waist import Program

_FEW = 12
"""Of so many exact tensors the entries are counted."""


def draw_module(module: Module) -> str:
    """Every model, with a blank line between two."""
    return "\n\n".join(map(str, module.models))


def draw_model(model: Model) -> str:
    """The head, one line for each operation, and the result."""
    lines = [_head(model), *(f"    {_node(node)}" for node in model.nodes)]
    return "\n".join((*lines, f"    return {', '.join(model.result.values)}"))


def _head(model: Model) -> str:
    arguments = ", ".join(f"{a.name}: {a.type}" for a in model.arguments)
    groups = f"  # {', '.join(map(str, model.groups))}" if model.groups else ""
    return f"model {model.name}({arguments}) -> {model.result.type}{groups}"


def _node(node: Node) -> str:
    made = ", ".join(f"{value.name}: {value.part}" for value in node.outputs)
    given = [
        *node.inputs,
        *(f"{f.name}={_short(getattr(node.op, f.name))}" for f in fields(node.op)),
    ]
    return f"{made} = {type(node.op).__name__.lower()}({', '.join(given)})"


def _short(value: object) -> str:
    if isinstance(value, tuple):
        return f"({', '.join(map(str, value))})"
    return str(getattr(value, "name", value))


def draw_solution(solution: Solution) -> str:
    """The bases of every model, with a blank line between two models."""
    return "\n\n".join(map(_solved, solution.models))


def _solved(solved: Solved) -> str:
    return "\n".join((_head(solved.model), *(_basis(basis) for basis in solved.bases)))


def _basis(basis: Basis) -> str:
    node = basis.node
    lines = [f"    {node.name} = {node.text}", *(f"        # {why}" for why in basis.reasons)]
    for pair in basis.pairs:
        source = " x ".join(node.inputs[i] for i in pair.sources) or "1"
        plain = f", {pair.fixed} pairs of plain entries" if pair.fixed > 1 else ""
        head = f"{source} -> {node.outputs[pair.target].name}: {pair.dimension}{plain}"
        lines.append(f"        {head}")
        lines += [f"            {_factor(factor)}" for factor in pair.factors]
        lines += [f"            {_tie(tie)}" for tie in pair.ties]
    return "\n".join(lines)


def _factor(factor: Factor) -> str:
    names = ", ".join(group.name for group in factor.groups)
    space = "  " if len(factor.groups) > 1 else " "
    drawn = space.join(" & ".join(map(_diagram, diagrams)) for diagrams in factor.maps)
    return f"{names}: {drawn}  ({factor.reason})"


def _tie(tie: Tie) -> str:
    """How many orbits, or how many entries of each exact tensor are not 0."""
    names = ", ".join(group.name for group in tie.groups)
    shape = " x ".join(f"{n:,}" for n in entries(tie.tensors))
    count = tie.tensors.count
    if isinstance(tie.tensors, Banded):
        return f"{names}: a band of {count:,} {_several(count, 'tensor')} of {shape} entries"
    if isinstance(tie.tensors, Orbits):
        return f"{names}: {count:,} {_several(count, 'orbit')} of {shape} entries"
    sizes = " ".join(str(len(element)) for element in tie.tensors.elements[:_FEW])
    more = " ..." if count > _FEW else ""
    tensors = f"{count:,} {_several(count, 'tensor')} of {shape} entries"
    return f"{names}: {tensors}, not 0 at {sizes}{more}"


def _several(count: int, noun: str) -> str:
    return noun if count == 1 else f"{noun}s"


def _diagram(diagram: Diagram) -> str:
    """Bottom and top in the manner of einsum: `jk->ii` sums two axes and writes to a diagonal.

    >>> from symc.ir.diagram import Half
    >>> _diagram(Diagram(Half(closed=((0,), (1,))), Half(closed=((0, 1),)), ()))
    'jk->ii'
    """
    names = iter("ijklmnopqrstuvwxyzabcdefghABCDEFGHIJKLMNOPQRSTUVWXYZ")
    bottom, top = diagram.bottom, diagram.top
    axes: dict[int, str] = {}
    above: dict[int, str] = {}
    below: dict[int, str] = {}
    for axis, block in zip(diagram.sigma, (*top.open, *[()] * top.legs), strict=True):
        axes[axis] = next(names)
        above |= dict.fromkeys(block, axes[axis])
    for block in top.closed:
        above |= dict.fromkeys(block, next(names))
    for i, block in enumerate(bottom.open):
        below |= dict.fromkeys(block, axes[i])
    for block in bottom.closed:
        below |= dict.fromkeys(block, next(names))
    for half, slots in ((bottom, below), (top, above)):
        slots |= {slot: next(names) for slot in half.epsilon}
    vertex = "e:" if bottom.epsilon or top.epsilon else ""
    return f"{vertex}{_row(below)}->{_row(above)}"


def _row(slots: dict[int, str]) -> str:
    return "".join(slots[slot] for slot in sorted(slots))


def draw_plan(plan: Plan) -> str:
    """The steps of every model, with a blank line between two models."""
    return "\n\n".join(map(_scheduled, plan.models))


def _scheduled(scheduled: Scheduled) -> str:
    stages = (indent(_stage(stage), "    ") for stage in scheduled.stages)
    return "\n".join((_head(scheduled.model), *stages))


def _stage(stage: Stage) -> str:
    """The call as written, one line for each step, and the weights."""
    lines = [f"{stage.name} = {stage.text}", *(f"    {_step(step)}" for step in stage.steps)]
    if stage.parameters:
        counts = ", ".join(f"{p.name} {p.count:,}{_tied(p)}" for p in stage.parameters)
        lines.append(f"    weights {counts}")
    return "\n".join(lines)


def _tied(parameter: Parameter) -> str:
    """How many blocks of the matrix have shared weights."""
    count = len(parameter.ties)
    return f" (shared in {count} {_several(count, 'block')})" if count else ""


def _step(step: Step) -> str:
    word = type(step).__name__.lower()
    if isinstance(step, Symmetrize):
        return f"{word}: {step.target} as {step.part}"
    if isinstance(step, Mix):
        axes = ", ".join(group.name for group, t in step.level for _ in range(t))
        rows = " ".join(f"{row.piece}[{row.channels}]" for row in step.rows) or "1"
        made = " ".join(f"{c.target}[{c.channels}]" for c in step.columns)
        bias = " + bias" if step.bias else ""
        bias += f" at {step.entries} entries alike" if step.entries > 1 else ""
        return f"{word} [{axes}]: {rows} -> {made}{bias}"
    given, targets = (*_names(step, _READ), *_products(step)), _names(step, _MADE)
    program: object = getattr(step, "program", None)
    tail = ""
    if isinstance(program, Program):
        folds = Counter(fold.kind for fold in program.folds)
        told = ", ".join(f"{k} {_several(k, kind)}" for kind, k in sorted(folds.items()))
        tail = f"  ({told})" if told else ""
    if isinstance(step, Arrange | Restore) and step.duals:
        tail = f"  (lowers {', '.join(group.name for _, group in step.duals)})"
    return f"{word}: {' '.join(given)} -> {' '.join(targets)}{tail}"


_READ = ("source", "sources", "left", "right", "pieces", "base", "gate")
_MADE = ("target", "targets")


def _names(step: Step, attributes: Iterable[str]) -> list[str]:
    """The tensors that a step of any kind reads or makes."""
    found: list[str] = []
    for attribute in attributes:
        value: object = getattr(step, attribute, None)
        words = value if isinstance(value, tuple) else (value,)
        found += [word for word in words if isinstance(word, str)]
    return found


def _products(step: Step) -> list[str]:
    if not isinstance(step, Couple):
        return []
    return [f"{term.product.left}*{term.product.right}" for term in step.terms]
