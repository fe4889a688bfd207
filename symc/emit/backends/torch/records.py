"""Records of tensors at the ends of a model: checked as a whole, stacked, and unpacked again."""

from symc.emit.backends.torch.code import Call, statement, tuple_of
from symc.emit.backends.torch.scope import Scope
from symc.ir.model import Argument, Model
from symc.ir.page import Lines
from symc.ir.symmetry import Field, Part, Record, Type

INDENT = 8
FIELDS = 16
"""The columns that an entry of a record is indented by."""


def fields_of(type_: Type) -> tuple[Field, ...]:
    """The fields of a record of which each is one tensor; () of any other type."""
    match type_:
        case Record(fields) if all(isinstance(field.type, Part) for field in fields):
            return fields
    return ()


def read_record(
    argument: Argument, names: list[str], sizes: str, batch: str, known: str, typed: bool
) -> list[str]:
    """Lines that take a record apart and check it, sizes and batch axes against those known."""
    entries = f'self.entries["{argument.name}"]'
    label = f'"{argument.name}"'
    model = ("self",) if typed else ()
    call = Call("_record", (label, argument.name, entries, sizes, known, *model))
    targets = f"({', '.join(names)}{',' if len(names) == 1 else ''}), {batch}"
    if len(targets) + len(" = _record(") + INDENT <= 88:
        return statement(f"{targets} = ", call, "", INDENT)
    lines = statement(f"fields, {batch} = ", call, "", INDENT)
    return [*lines, "(", *(f"    {name}," for name in names), ") = fields"]


def constant_lines(model: Model) -> Lines:
    """The entries of all records, as attributes of the class: their axes by their keys."""
    out: list[str] = []
    held = {a.name: fields_of(a.type) for a in model.arguments if fields_of(a.type)}
    if held:
        out.append("entries: ClassVar = {")
        for name, fields in held.items():
            out += [f'    "{name}": {{', *_entries(fields, FIELDS), "    },"]
        out.append("}")
    results = fields_of(model.result.type)
    if results:
        out += ["results: ClassVar = {", *_entries(results, FIELDS - 4, 4), "}"]
    return tuple(out)


def _entries(fields: tuple[Field, ...], columns: int, indent: int = 8) -> list[str]:
    out: list[str] = []
    for field in fields:
        assert isinstance(field.type, Part)
        made = statement(f'"{field.key}": ', tuple_of(axes_of(field.type)), "", columns + 1)
        made[-1] += ","
        out += [" " * indent + line for line in made]
    return out


def axes_of(part: Part) -> list[str]:
    """The lengths of a tensor, channels last: numbers, or the names of free sizes."""
    axes = [str(n) if isinstance(n, int) else f'"{n}"' for n in (a.extent for a in part.axes)]
    return axes if part.multiplicity is None else [*axes, str(part.multiplicity)]


def method_lines(model: Model, scope: Scope) -> tuple[Lines, ...]:
    """What takes networks in as one batch, and what gives a record back to them."""
    out: list[Lines] = []
    held = [a.name for a in model.arguments if fields_of(a.type)]
    if held:
        scope.helper("stack")
        head = f'def stack(cls, networks, argument="{held[0]}", *, device=None, dtype=None):'
        out.append(
            (
                "@classmethod",
                *_head(head),
                '    """State dicts, modules or files of one architecture as one batch."""',
                "    entries = cls.entries[argument]",
                "    return _stack(argument, networks, entries, device, dtype)",
            )
        )
    if fields_of(model.result.type):
        scope.helper("unpack")
        out.append(
            (
                "@classmethod",
                "def unpack(cls, result, into=None):",
                '    """A result as state dicts, one per item of a batch; put into networks."""',
                "    return _unpack(result, cls.results, into)",
            )
        )
    return tuple(out)


def _head(line: str) -> list[str]:
    """A `def` line as a formatter would wrap it."""
    if len(line) + 4 <= 88:
        return [line]
    name, _, arguments = line.removesuffix("):").partition("(")
    return [f"{name}(", f"    {arguments}", "):"]
