"""The two ends of `forward`: arguments taken apart and checked, results put together."""

from symc.emit.backends.torch.argument_types import complex_lines, type_lines
from symc.emit.backends.torch.checked import finite
from symc.emit.backends.torch.code import Call, Expression, statement, tuple_of
from symc.emit.backends.torch.flat import cut, joined
from symc.emit.backends.torch.graph_inputs import BATCH, edges_line, put_back, read_sited
from symc.emit.backends.torch.records import fields_of, read_record
from symc.emit.backends.torch.room import room_lines
from symc.emit.backends.torch.scope import Scope
from symc.ir.graphs import bare, site_place
from symc.ir.model import Argument
from symc.ir.page import Lines
from symc.ir.symmetry import Field, Part, Record, Sum, Type, tensors_of

INDENT = 8


def head(scope: Scope) -> Lines:
    """The signature of `forward`."""
    model = scope.model.model
    result = annotation(model.result.type, f"{model.name}Result")
    return head_lines("forward", scope, f" -> {result}")


def head_lines(name: str, scope: Scope, result: str) -> Lines:
    """The signature of a method that takes what `forward` takes."""
    model = scope.model.model
    arguments = [
        f"{a.name}: {annotation(a.type)}" if isinstance(a, Argument) else edges_line(a)
        for a in model.takes
    ]
    if scope.is_sited:
        arguments += ["*", *BATCH]
    if scope.masked:
        arguments.append("*")
        arguments += [f"{scope.mask(group)}: Tensor | None = None" for group in scope.masked]
    line = f"def {name}(self, {', '.join(arguments)}){result}:"
    if len(line) + 4 <= 88:
        return (line,)
    inner = ", ".join(["self", *arguments])
    if len(inner) + 8 <= 88:
        return (f"def {name}(", f"    {inner}", f"){result}:")
    lines = [f"    {argument}," for argument in ["self", *arguments]]
    return (f"def {name}(", *lines, f"){result}:")


def passed(scope: Scope) -> tuple[str, ...]:
    """What a method hands on that takes what `forward` takes."""
    names = [each.name for each in scope.model.model.takes]
    if scope.is_sited:
        names += ["batch=batch", "graphs=graphs"]
    return (*names, *(f"{scope.mask(group)}={scope.mask(group)}" for group in scope.masked))


def annotation(type_: Type, record: str = "") -> str:
    """The Python type of a value."""
    match type_:
        case Part():
            return "Tensor"
        case Sum():
            return "tuple[Tensor, ...]"
        case Record():
            return record or "Mapping[str, Tensor] | tuple"


def read(scope: Scope) -> list[str]:
    """Lines that take arguments apart, check every shape and read every free size."""
    model = scope.model.model
    out: list[str] = []
    given: list[tuple[str, str, Part]] = []
    whole = {argument.name: _whole(argument, scope) for argument in model.arguments}
    for argument in model.arguments:
        if scope.is_sited or not fields_of(argument.type):
            out += _take_apart(argument, whole[argument.name], scope)
    if scope.is_sited:
        for argument in model.arguments:
            each = zip(whole[argument.name], _labels(argument), strict=True)
            given += [(name, *label) for name, label in each]
        out += read_sited(scope, given)
        for argument in model.arguments:
            out += _blocks(argument, whole[argument.name], scope)
        return out
    typed: list[tuple[str, str]] = []
    sizes = scope.local("sizes")
    batch = scope.local("batch")
    out.append(f"{sizes}: dict[str, int] = {{}}")
    scope.helper("check")
    first = True
    tensors = sum(1 if fields_of(a.type) else len(tensors_of(a.type)) for a in model.arguments)
    again = scope.masked or tensors > 1
    again = again or model.surface is not None
    for argument in model.arguments:
        if fields_of(argument.type):
            scope.helper("record")
            known = "None" if first else batch
            own = batch if first and again else "_"
            real = not scope.is_complex
            out += read_record(argument, whole[argument.name], sizes, own, known, real)
            labels = [f"{argument.name}.{field.key}" for field in fields_of(argument.type)]
            named = list(zip(whole[argument.name], labels, strict=True))
            typed += [] if real else named
            for name, label in named:
                out += [] if scope.masked else finite(name, label, scope)
            first = False
            continue
        for value, (name, part) in zip(whole[argument.name], _labels(argument), strict=True):
            axes = [_axis(axis.extent) for axis in part.axes]
            axes += [] if part.multiplicity is None else [str(part.multiplicity)]
            shown = f"({', '.join(axes)}{',' if len(axes) == 1 else ''})"
            known = "None" if first else batch
            call = Call("_check", (f'"{name}"', value, shown, sizes, known))
            out += statement(f"{batch} = " if first and again else "", call, "", INDENT)
            first = False
            typed.append((value, name))
            out += [] if scope.masked else finite(value, name, scope)
    out += [*type_lines(typed, scope), *complex_lines([value for value, _ in typed], scope)]
    for extent, local in free_sizes(scope).items():
        out += statement(f"{local} = ", f'{sizes}["{extent}"]', "", INDENT)
    for argument in model.arguments:
        out += _blocks(argument, whole[argument.name], scope)
    return [*out, *_masks(scope, batch)]


def _axis(extent: int | str) -> str:
    return str(extent) if isinstance(extent, int) else f'"{extent}"'


def free_sizes(scope: Scope) -> dict[str, str]:
    """The free sizes of the arguments, with the local names that hold them."""
    found: dict[str, str] = {}
    for argument in scope.model.model.arguments:
        for value in argument.values:
            for axis in value.part.axes:
                if isinstance(axis.extent, str):
                    found[axis.extent] = scope.size(axis.extent)
    return found


def _masks(scope: Scope, batch: str) -> list[str]:
    out: list[str] = []
    for group in scope.masked:
        scope.helper("check_mask")
        mask, size = scope.mask(group), scope.size(group.size)
        out += statement("", Call("_check_mask", (f'"{mask}"', mask, size, batch)), "", INDENT)
    return out


def _labels(argument: Argument) -> list[tuple[str, Part]]:
    match argument.type:
        case Part() as part:
            return [(argument.name, part)]
        case Sum(parts):
            return [(f"{argument.name}.{i}", part) for i, part in enumerate(parts)]
        case Record(fields):
            return [label for f in fields for label in _field_labels(argument.name, f)]


def _field_labels(name: str, field: Field) -> list[tuple[str, Part]]:
    match field.type:
        case Part() as part:
            return [(f"{name}.{field.key}", part)]
        case Sum(parts):
            return [(f"{name}.{field.key}.{i}", part) for i, part in enumerate(parts)]


def _whole(argument: Argument, scope: Scope) -> list[str]:
    """The names of the tensors that an argument has at the start, flat axes whole."""
    rest = iter(argument.values)
    found: list[str] = []
    for i, part in enumerate(tensors_of(argument.type)):
        own = [next(rest).name for _ in part.blocks]
        if isinstance(argument.type, Part) and part.is_flat:
            found.append(argument.name)
        else:
            found.append(scope.local(f"{argument.name}_{i}_flat") if part.is_flat else own[0])
    return found


def _blocks(argument: Argument, whole: list[str], scope: Scope) -> list[str]:
    """Lines that cut flat axes into their blocks."""
    out: list[str] = []
    rest = iter(argument.values)
    for name, part in zip(whole, tensors_of(argument.type), strict=True):
        own = [next(rest).name for _ in part.blocks]
        out += cut(name, bare(part), own, scope) if part.is_flat else []
    return out


def _take_apart(argument: Argument, names: list[str], scope: Scope) -> list[str]:
    match argument.type:
        case Part():
            return [] if names == [argument.name] else [f"{names[0]} = {argument.name}"]
        case Sum(parts):
            scope.helper("parts")
            call = Call("_parts", (f'"{argument.name}"', argument.name, str(len(parts))))
            return _unpack(names, call)
        case Record(fields):
            return _record(argument, fields, names, scope)


def _record(
    argument: Argument, fields: tuple[Field, ...], names: list[str], scope: Scope
) -> list[str]:
    scope.helper("fields")
    keys = tuple_of([f'"{field.key}"' for field in fields])
    called = tuple_of([f'"{field.name}"' for field in fields])
    call = Call("_fields", (f'"{argument.name}"', argument.name, keys, called))
    heads: list[str] = []
    later: list[str] = []
    rest = iter(names)
    for field in fields:
        match field.type:
            case Part():
                heads.append(next(rest))
            case Sum(parts):
                whole = scope.local(f"{argument.name}_{field.name}_parts")
                heads.append(whole)
                scope.helper("parts")
                label = f'"{argument.name}.{field.key}"'
                own = [next(rest) for _ in parts]
                later += _unpack(own, Call("_parts", (label, whole, str(len(parts)))))
    return [*_unpack(heads, call), *later]


def _unpack(names: list[str], call: Call) -> list[str]:
    targets = ", ".join(names) if len(names) > 1 else f"({names[0]},)"
    if len(targets) + len(" = _fields(") + INDENT <= 88:
        return statement(f"{targets} = ", call, "", INDENT)
    lines = statement("fields = ", call, "", INDENT)
    return [*lines, "(", *(f"    {name}," for name in names), ") = fields"]


def result(scope: Scope) -> list[str]:
    """The return statement."""
    return result_of(scope, list(scope.model.model.result.values))


def result_of(scope: Scope, made: list[str]) -> list[str]:
    """The return statement, of tensors with these names."""
    model = scope.model.model
    lines, value = packed(model.result.type, made, f"{model.name}Result", scope)
    return [*lines, *room_lines(model, made, scope), *statement("return ", value, "", INDENT)]


def packed(
    type_: Type, made: list[str], record: str, scope: Scope, is_sorted: bool = False
) -> tuple[list[str], Expression]:
    """A value of a type, of tensors with these names; records are made by `record`.

    Values along edges are in the order in which edges were given, or in that of their ends.
    """
    rest_of = iter(made)
    names: list[Expression] = []
    lines: list[str] = []
    value: Expression
    for part in tensors_of(type_):
        own = [next(rest_of) for _ in part.blocks]
        value = joined(bare(part), own, scope) if part.is_flat else own[0]
        if isinstance(value, Call) and site_place(part):
            lines += statement(f"{own[0]} = ", value, "", INDENT)
            value = own[0]
        names.append(put_back(value, part, scope, is_sorted))
    match type_:
        case Part():
            value = names[0]
        case Sum():
            value = tuple_of(names)
        case Record(fields):
            rest = iter(names)
            items: list[Expression] = []
            for field in fields:
                match field.type:
                    case Part():
                        items.append(next(rest))
                    case Sum(parts):
                        items.append(tuple_of([next(rest) for _ in parts]))
            value = Call(record, tuple(items))
    return lines, value


def record_class(name: str, record: Record) -> Lines:
    """The `NamedTuple` of a record result, which `torch.export` saves by its name."""
    fields = [f"    {field.name}: {annotation(field.type)}" for field in record.fields]
    words = (name, f'serialized_type_name=f"{{__name__}}.{name}"')
    known = statement("", Call("torch.utils._pytree._register_namedtuple", words))
    head = (f"class {name}(NamedTuple):", f'    """{_doc(record)}"""', "", *fields)
    return (*head, "", "", "# so that torch.export.save and load know it", *known)


def _doc(record: Record) -> str:
    text = f"Fields: {', '.join(field.name for field in record.fields)}."
    return text if len(text) < 76 else f"{len(record.fields)} fields."
