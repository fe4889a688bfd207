"""Message passing over a parameter graph, as lines of a `forward` method."""

from symc.algebra import atoms
from symc.emit.backends.torch.code import Call, Expression, statement, tuple_of
from symc.emit.backends.torch.scope import Scope, assign
from symc.ir.parameter_graph import Meeting, PassMessages
from symc.ir.symmetry import Part

INDENT = 8


def pass_messages(step: PassMessages, scope: Scope) -> list[str]:
    """The graph, all rounds, and what is read off."""
    scope.helper("messages")
    graph, entries, nodes = scope.local("graph"), scope.local("edges"), scope.local("nodes")
    tensors = tuple_of(
        [_opened(name, p, scope) for name, p in zip(step.sources, step.parts, strict=True)]
    )
    described = [
        tuple_of([str(kind), tuple_of([_meeting(each) for each in met])])
        for kind, met in zip(step.op.kinds, step.meetings, strict=True)
    ]
    out = [line for group in scope.masked for line in _no_mask(scope.mask(group))]
    out += statement(f"{graph} = ", tuple_of(described), "", INDENT)
    weights = tuple_of([f"self.{weight.name}" for weight in step.weights])
    call = Call("_messages", (tensors, graph, str(step.op.rounds), weights))
    out += statement(f"{entries}, {nodes} = ", call, "", INDENT)
    read, bias = f"self.{step.read.name}", f"self.{step.bias.name}"
    if [p.axes for p in step.made] != [p.axes for p in step.parts]:
        pooled = f"_pooled({entries}, {graph}, {nodes}) @ {read} + {bias}"
        (target,), (part,) = step.targets, step.made
        return out + _closed(target, pooled, part, scope)
    for i, (target, part) in enumerate(zip(step.targets, step.made, strict=True)):
        out += _closed(target, f"{entries}[{i}] @ {read} + {bias}", part, scope)
    return out


def _no_mask(mask: str) -> list[str]:
    text = '"messages pass over whole networks: no mask"'
    return [f"if {mask} is not None:", f"    raise ValueError({text})"]


def _opened(name: str, part: Part, scope: Scope) -> Expression:
    """A value with a channel axis, products of axes taken apart."""
    text = name if part.multiplicity is not None else f"{name}.unsqueeze(-1)"
    for i, axis in enumerate(part.axes):
        inside = [scope.size(atom.extent) for atom in atoms(part) if atom.axis == i]
        if axis.fibres:
            text += f".unflatten({i - len(part.axes) - 1}, ({', '.join(inside)}))"
    return text


def _closed(target: str, made: str, part: Part, scope: Scope) -> list[str]:
    """A value as its type has it."""
    out = statement(f"{target} = ", made, "", INDENT)
    for i, axis in reversed(list(enumerate(part.axes))):
        if axis.fibres:
            last = i - len(part.axes) - 1
            out += statement(
                f"{target} = ", f"{target}.flatten({last - len(axis.fibres)}, {last})", "", INDENT
            )
    if part.multiplicity is None:
        out += assign(target, f"{target}.squeeze(-1)", scope, part)
    return out


def _meeting(each: Meeting) -> Expression:
    axes = f"({', '.join(map(str, each.axes))}{',' if len(each.axes) == 1 else ''})"
    return tuple_of([f'"{each.nodes}"', axes, str(each.role), str(each.is_plain)])
