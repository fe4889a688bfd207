"""A model with symmetries enforced around it: `forward` goes around `_network`."""

from symc.emit.backends.torch.canonical import canonical_methods
from symc.emit.backends.torch.centred import centred_method, has_points, pointed, points
from symc.emit.backends.torch.code import Call, statement, tuple_of
from symc.emit.backends.torch.elements import kinds_of, make_for, moves, table_lines, tables
from symc.emit.backends.torch.framed import frame_methods
from symc.emit.backends.torch.interface import (
    free_sizes,
    head_lines,
    passed,
    read,
    result_of,
)
from symc.emit.backends.torch.joined import (
    behind,
    closing_lines,
    joined_method,
    network_method,
    opened_method,
    opening_lines,
)
from symc.emit.backends.torch.losses import loss_methods
from symc.emit.backends.torch.masks import seen_lines
from symc.emit.backends.torch.methods import method, opening, returning
from symc.emit.backends.torch.promises import promises
from symc.emit.backends.torch.scope import Scope
from symc.emit.backends.torch.sheaves import samples_name, sheaf_lines
from symc.emit.backends.torch.turning import upward_lines
from symc.ir.enforcement import Canonical, Enforced, Frame, Penalty, Sample, Surface, Unbound
from symc.ir.page import Lines
from symc.ir.symmetry import Group

INDENT = 8


def surface_of(scope: Scope) -> Surface:
    """The surface of a model that has one."""
    surface = scope.surface
    assert surface is not None
    return surface


def around(scope: Scope) -> tuple[Enforced, ...]:
    """The groups that something goes around the network for, the innermost first."""
    none = (Penalty, Unbound)
    return tuple(e for e in surface_of(scope).enforced if not isinstance(e.method, none))


def forward(scope: Scope) -> Lines:
    """The body of `forward`."""
    model = scope.model.model
    call = Call("self._opened", passed(scope))
    out = statement("values, batch, sizes = ", call, "", INDENT)
    if scope.is_sited:
        out = opening_lines(scope)
    if any(isinstance(e.method, Penalty) for e in surface_of(scope).enforced):
        out += ["if self.training:", "    self._seen = _detached(values), sizes"]
        scope.helper("detached")
    out.append("network = functools.partial(self._network, **sizes)")
    for each in around(scope):
        name = f"self._around_{each.group.name.lower()}"
        out.append(f"network = functools.partial({name}, network)")
    if scope.is_sited:
        out += closing_lines(scope)
    else:
        scope.helper("unflatten")
        out.append("made = _unflatten(network(*values), batch)")
    names = [f"made[{i}]" for i in range(len(model.result.values))]
    return (*out, *result_of(scope, names))


def methods(scope: Scope, inner: Lines) -> tuple[Lines, ...]:
    """What `forward` calls, and what is there to ask of the module."""
    found = [_opened(scope), _network(scope, inner)]
    if scope.is_sited:
        found = [joined_method(scope), opened_method(scope), network_method(scope, inner)]
    for each in around(scope):
        found += _around(each, scope)
    found += [centred_method(group, scope) for group in _centred(scope)]
    for each in surface_of(scope).enforced:
        make = make_for(each)
        if make == "table":
            found.append(table_method(each, kinds_of(each, surface_of(scope), make)))
        if isinstance(each.method, Canonical) and make is not None:
            found += canonical_methods(each, make, scope)
    found += frame_methods(scope, surface_of(scope))
    found += loss_methods(scope, surface_of(scope))
    return (*found, *promises(scope, surface_of(scope)))


def _opened(scope: Scope) -> Lines:
    """Arguments checked and with one batch axis."""
    model = scope.model.model
    values = [value.name for argument in model.arguments for value in argument.values]
    values += [scope.mask(group) for group in scope.masked]
    body = read(scope)
    batch = scope.local("batch")
    body += _absent(scope)
    scope.helper("flatten")
    call = Call("_flatten", (tuple_of(values), batch))
    sizes = ", ".join(f'"{local}": {local}' for local in free_sizes(scope).values())
    body += statement("values = ", call, "", INDENT)
    body.append(f"return values, {batch}, {{{sizes}}}")
    title = '"""The tensors of all arguments with one batch axis, batch axes and free sizes."""'
    return method(head_lines("_opened", scope, ""), title, body)


def _absent(scope: Scope) -> list[str]:
    """Arguments with zeros where points are absent, which frames must not see."""
    parts = [value for a in scope.model.model.arguments for value in a.values]
    held = [(value, seen) for value in parts if (seen := scope.seen(value.part))]
    names = dict.fromkeys(seen for _, seen in held)
    out: list[str] = []
    for (words, trailing), name in scope.masks.items():
        out += seen_lines(words, trailing, name) if name in names else []
    for value, seen in held:
        scope.helper("seen")
        scope.helper("keep")
        out += statement(f"{value.name} = ", Call("_keep", (value.name, seen)), "", INDENT)
    return out


def _network(scope: Scope, inner: Lines) -> Lines:
    """What is free of the enforced symmetries."""
    model = scope.model.model
    values = [value.name for argument in model.arguments for value in argument.values]
    values += [scope.mask(group) for group in scope.masked]
    values += free_sizes(scope).values()
    body = [*inner, *statement("return ", tuple_of(list(model.result.values)), "", INDENT)]
    title = '"""The network inside: every tensor has one batch axis."""'
    return method(opening("_network", values), title, body)


def _centred(scope: Scope) -> tuple[Group, ...]:
    """The groups whose points something sees from their centre."""
    surface = surface_of(scope)
    if any(isinstance(each.method, Canonical) for each in surface.enforced):
        return pointed(surface)
    moved = [e.group for e in surface.enforced if not isinstance(e.method, Unbound)]
    return tuple(group for group in pointed(surface) if group in moved)


def _around(each: Enforced, scope: Scope) -> list[Lines]:
    """The methods of one group: how it acts, and its elements."""
    surface, group, make = surface_of(scope), each.group, make_for(each)
    assert make is not None
    word = group.name.lower()
    scope.helper("around")
    before = moves(surface.arguments, group, make, len(behind(scope)))
    after = moves((surface.result,), group, make)
    call = Call("_around", ("network", "values", f"self._{word}_sheaves(values)", before, after))
    title = f'"""{group}, {each.text}."""'
    body = returning(call)
    if has_points(surface.arguments, group):
        body = [f"center, values = self._{word}_centred(values)"]
        body += statement("made = ", call, "", INDENT)
        back = points((surface.result,), group, scope, made=True)
        body += returning(Call("_placed", ("made", "center", back)))
    return [
        method((f"def _around_{word}(self, network, *values):",), title, body),
        method(
            (f"def _{word}_sheaves(self, values):",),
            f'"""Elements of {group.name} for each item, and their weights."""',
            sheaf_lines(each, surface, make, scope),
        ),
    ]


def table_method(each: Enforced, wanted: tuple[str, ...]) -> Lines:
    """The method that hands out all elements of a finite group."""
    word = each.group.name.lower()
    title = f'"""All elements of {each.group.name}, there and back, by kinds of axes."""'
    return method((f"def _{word}_tables(self):",), title, tables(each.group, wanted))


def init_lines(scope: Scope) -> list[str]:
    """Lines of `__init__` for what goes around the network."""
    surface = surface_of(scope)
    out: list[str] = []
    for each in surface.enforced:
        make = make_for(each)
        if make == "table":
            wanted = kinds_of(each, surface, make)
            out += table_lines(each.group, wanted, scope)
        elif make in ("orthogonal", "rotation"):
            out += upward_lines(each.group, surface, scope)
        match each.method:
            case Penalty():
                out.append("self._seen = None")
            case Canonical(network):
                call = Call(network, ("device=device", "dtype=dtype"))
                out += statement(f"self.{each.group.name.lower()}_network = ", call, "", INDENT)
    return [*out, *sheaf_settings(scope)]


def sheaf_settings(scope: Scope) -> list[str]:
    """Numbers that a user of the module may change."""
    out = []
    for each in surface_of(scope).enforced:
        match each.method:
            case Sample(count):
                out.append(f"self.{samples_name(each, surface_of(scope))} = {count}")
            case Frame():
                out.append(f"self.{each.group.name.lower()}_guarded = True")
    return out
