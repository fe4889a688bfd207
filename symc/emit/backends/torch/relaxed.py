"""Weights that vary over finite groups: the groups as a module has them, and what they multiply."""

from symc.algebra.compact import is_compact
from symc.algebra.relaxed import told
from symc.emit.backends.torch.code import Call, Expression, nested, statement, tuple_of
from symc.emit.backends.torch.scope import Scope, assign
from symc.ir.model import Node
from symc.ir.plan import Scheduled, Stage
from symc.ir.relaxed import Effects, Over, Relax, Vary
from symc.ir.symmetry import Group, Part

INDENT = 8


def kept(model: Scheduled) -> tuple[str, ...]:
    """Which groups weights vary over, for the title of a model."""
    ranks: dict[str, int] = {}
    for op in _nodes(model).values():
        for group in op.groups:
            ranks[group.name] = max(op.rank, ranks.get(group.name, 0))
    return tuple(f"{name}: relaxed, rank {rank}" for name, rank in ranks.items())


def vary(step: Vary, scope: Scope) -> list[str]:
    """The line of `forward` that multiplies a value by weights."""
    scope.helper("vary")
    names = effects_of(scope.model)
    source = step.source if step.part.multiplicity is not None else f"{step.source}.unsqueeze(-1)"
    over = [
        tuple_of([f"self.{each.weights.name}", f"self.{names[each.effects]}", _place(each, step)])
        for each in step.over
    ]
    call = Call("_vary", (source, "self.annealing", *over))
    return assign(step.target, call, scope, step.made)


def init_lines(model: Scheduled, scope: Scope) -> list[str]:
    """Lines of `__init__`: the groups, which layers vary over them, and the effects of elements."""
    nodes = _nodes(model)
    if not nodes:
        return []
    scope.helper("relaxed")
    out = ["self.finite, self.relaxed = {}, {}"]
    for group in dict.fromkeys(group for op in nodes.values() for group in op.groups):
        known = told(group)
        arguments = (
            f'"{group.name}"',
            _texts(known.letters),
            nested(known.generators),
            str(known.is_regular),
            nested(known.characters),
        )
        made = Call("_Finite", arguments)
        out += statement(f'self.finite["{group.name}"] = ', made, "", INDENT)
    for stage in model.stages:
        if stage.name in nodes:
            op = nodes[stage.name]
            pairs = zip(op.groups, stage.parameters, strict=True)
            both = tuple_of([tuple_of([f'"{g.name}"', f'"{p.name}"']) for g, p in pairs])
            out += statement(f'self.relaxed["{op.layer}"] = ', both, "", INDENT)
    for effects, name in effects_of(model).items():
        out += _buffer(effects, name)
    return out


def _buffer(effects: Effects, name: str) -> list[str]:
    axes = nested(effects.images or effects.matrices)
    group = f'self.finite["{effects.group.name}"]'
    kind = "diagonals" if effects.images else "effects"
    made = Call(f"{group}.{kind}", ("kind", axes))
    held = Call("self.register_buffer", (f'"{name}"', "effects", "persistent=False"))
    lines = statement("effects = ", made, "", INDENT)
    return [*lines, *statement("", held, "", INDENT)]


def relaxed_row(node: Node, stage: Stage, model: Scheduled) -> Call:
    """What a certificate has to know of a layer's inputs."""
    names = effects_of(model)
    steps = [step for step in stage.steps if isinstance(step, Vary)]
    overs = [tuple_of([_row(each, names, step) for each in step.over]) for step in steps]
    made = _texts(tuple(value.name for value in node.outputs))
    return tuple_of(['"relaxed"', _texts(node.inputs), made, tuple_of(overs)])


def _row(over: Over, names: dict[Effects, str], step: Vary) -> Call:
    group = over.effects.group
    texts = [f'"{each}"' for each in (group.name, over.weights.name, names[over.effects])]
    return tuple_of([*texts, _place(over, step), str(is_compact(group))])


def effects_of(model: Scheduled) -> dict[Effects, str]:
    """The effects that a model needs, each under a name of its own."""
    found: dict[Effects, str] = {}
    counts: dict[Group, int] = {}
    for step in (step for stage in model.stages for step in stage.steps):
        for each in step.over if isinstance(step, Vary) else ():
            if each.effects not in found:
                group = each.effects.group
                counts[group] = count = counts.get(group, 0) + 1
                stem = f"{group.name.lower()}_effects"
                found[each.effects] = stem if count == 1 else f"{stem}_{count}"
    return found


def _place(over: Over, step: Vary) -> Expression:
    """The shape of diagonals among the axes of a part, or the axes that matrices move."""
    if over.effects.matrices:
        return nested(tuple(i - len(step.part.axes) - 2 for i in over.axes))
    return nested(_shape(step.part, over))


def _shape(part: Part, over: Over) -> tuple[int, ...]:
    lengths = dict(zip(over.axes, over.effects.lengths, strict=True))
    return tuple(lengths.get(i, 1) for i in range(len(part.axes)))


def _nodes(model: Scheduled) -> dict[str, Relax]:
    return {node.name: node.op for node in model.model.nodes if isinstance(node.op, Relax)}


def _texts(names: tuple[str, ...]) -> Expression:
    return tuple_of([f'"{name}"' for name in names])
