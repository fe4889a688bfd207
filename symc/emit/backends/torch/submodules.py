"""Models that are modules of others: made by `__init__`, called, and started anew with them."""

from collections.abc import Mapping

from symc.emit.backends.torch.code import Call, Expression, statement, tuple_of
from symc.emit.backends.torch.flat import cut
from symc.emit.backends.torch.foreign import calls
from symc.emit.backends.torch.interface import packed
from symc.emit.backends.torch.scope import Scope, is_sited, masked_of
from symc.ir.graphs import bare, site_place
from symc.ir.model import Model
from symc.ir.plan import Scheduled
from symc.ir.submodels import Submodel, Submodule
from symc.ir.symmetry import Part, Record, Sum, Type, tensors_of

INDENT = 8


def submodules(model: Scheduled) -> tuple[Submodule, ...]:
    """Every call of a model that is a module of its own."""
    steps = (step for stage in model.stages for step in stage.steps)
    return tuple(step for step in steps if isinstance(step, Submodule))


def called(model: Model) -> tuple[str, ...]:
    """The names of the models that a model holds, each once."""
    return tuple(dict.fromkeys(n.op.name for n in model.nodes if isinstance(n.op, Submodel)))


def submodule(step: Submodule, scope: Scope) -> list[str]:
    """A call: its arguments put together, and its result taken apart."""
    lines: list[str] = []
    arguments: list[Expression] = []
    rest = iter(step.sources)
    for type_ in step.arguments:
        own = [next(rest) for part in tensors_of(type_) for _ in part.blocks]
        before, value = packed(type_, own, "", scope, is_sorted=True)
        lines += before
        arguments.append(value)
    for name, place in step.graphs:
        ends = f"{name}_source", f"{name}_target"
        arguments.insert(place, Call("torch.stack", (tuple_of(list(ends)),)))
    if is_sited(scope.known[step.name].model):
        arguments += ["batch=batch", "graphs=graphs"]
    own_masks = {group.name: scope.mask(group) for group in scope.masked}
    for group in masked_of(scope.known[step.name].model):
        if group.name in own_masks:
            arguments.append(f"{own_masks[group.name]}={own_masks[group.name]}")
    target, after = _targets(step, scope)
    call = Call(f"self.{step.module}", tuple(arguments))
    return [*lines, *statement(f"{target} = ", call, "", INDENT), *after]


def _targets(step: Submodule, scope: Scope) -> tuple[str, list[str]]:
    """The left side of a call, and the lines that cut flat axes after it."""
    rest = iter(step.targets)
    names: list[str] = []
    after: list[str] = []
    for i, part in enumerate(tensors_of(step.result)):
        own = [next(rest) for _ in part.blocks]
        name = scope.local(f"{step.module}_{i}_flat") if part.is_flat else own[0]
        names.append(name)
        if site_place(part):
            after.append(f"{name} = {name}.movedim({site_place(part)}, 0)")
        after += cut(name, bare(part), own, scope) if part.is_flat else []
    return _left(step.result, names), after


def _left(type_: Type, names: list[str]) -> str:
    """What a value of a type is assigned to."""
    rest = iter(names)
    match type_:
        case Part():
            return next(rest)
        case Sum():
            return ", ".join(rest)
        case Record(fields):
            items = []
            for field in fields:
                inside = [next(rest) for _ in tensors_of(field.type)]
                items.append(f"({', '.join(inside)})" if len(inside) > 1 else inside[0])
            return ", ".join(items) if len(items) > 1 else f"({items[0]},)"


def init_lines(model: Scheduled, scope: Scope) -> list[str]:
    """Lines of `__init__`: each call has a module of its own."""
    out: list[str] = []
    held = submodules(model)
    for step in held:
        words = [f"{name}={name}" for name in extern_names(scope.known[step.name], scope.known)]
        call = Call(step.name, (*words, "device=device", "dtype=dtype"))
        out += statement(f"self.{step.module} = ", call, "", INDENT)
    if held:
        names = ", ".join(f'"{step.module}"' for step in held)
        out += statement("self.inner = ", Call("", tuple(names.split(", "))), "", INDENT)
    return out


def reset_lines(model: Scheduled) -> list[str]:
    """How the models that a model holds start anew."""
    return [f"self.{step.module}.reset_parameters()" for step in submodules(model)]


def extern_names(model: Scheduled, known: Mapping[str, Scheduled]) -> tuple[str, ...]:
    """The modules of the user's that a model calls, or one that it holds."""
    names = [step.name for step in calls(model)]
    for name in called(model.model):
        names += extern_names(known[name], known)
    return tuple(dict.fromkeys(names))


def signature(model: Scheduled, known: Mapping[str, Scheduled]) -> str:
    """The arguments of `__init__`: modules of the user's, device and dtype."""
    names = (f"{name}=None" for name in extern_names(model, known))
    return ", ".join(["self", "*", *names, "device=None", "dtype=None"])
