"""Python source that a formatter would leave alone: expressions as trees, wrapped at 88 columns."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

WIDTH = 88


@dataclass(frozen=True, slots=True)
class Call:
    """`head(arguments)tail`; a tuple has an empty head, and tails are method chains or indices."""

    head: str
    arguments: tuple["Expression", ...]
    tail: str = ""

    def __str__(self) -> str:
        inside = ", ".join(map(str, self.arguments))
        comma = "," if not self.head and len(self.arguments) == 1 else ""
        return f"{self.head}({inside}{comma}){self.tail}"


@dataclass(frozen=True, slots=True)
class Binary:
    """Operands joined by one operator."""

    operands: tuple["Expression", ...]
    operator: str

    def __str__(self) -> str:
        return f" {self.operator} ".join(map(str, self.operands))


Expression: TypeAlias = str | Call | Binary


def statement(prefix: str, value: Expression, comment: str = "", indent: int = 0) -> list[str]:
    """`prefix` and an expression as lines; `indent` columns are added later, a comment if it fits.

    >>> statement("y = ", Call("f", ("a" * 40, "b" * 40)))[1]
    '    aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa, bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb'
    """
    line = f"{prefix}{value}"
    if len(line) + indent <= WIDTH:
        remark = f"{line}  # {comment}"
        return [remark if comment and len(remark) + indent <= WIDTH else line]
    return _split(prefix, value, "", indent)


def _split(prefix: str, value: Expression, suffix: str, indent: int) -> list[str]:
    line = f"{prefix}{value}{suffix}"
    if len(line) + indent <= WIDTH:
        return [line]
    if isinstance(value, str):
        value = _as_call(value)
    match value:
        case Binary(operands, operator):
            return _split_binary(prefix, value, suffix, indent, operands, operator)
        case Call(head, arguments, tail) if arguments:
            inner = ", ".join(map(str, arguments))
            lines = [f"{prefix}{head}("]
            if len(inner) + indent + 4 <= WIDTH and head:
                lines.append(f"    {inner}")
            else:
                for argument in arguments:
                    lines += [f"    {each}" for each in _split("", argument, ",", indent + 4)]
            return [*lines, f"){tail}{suffix}"]
        case str() if prefix.endswith("= ") and len(value) + indent + 4 <= WIDTH:
            return [f"{prefix}(", f"    {value}", f"){suffix}"]
    return [line]


def _as_call(text: str) -> Expression:
    """Text of the form `name(a, b)` as a call, any other as it is."""
    head, bracket, rest = text.partition("(")
    if not bracket or not rest.endswith(")") or not head.replace(".", "").isidentifier():
        return text
    arguments, depth, start = [], 0, 0
    for i, c in enumerate(rest[:-1]):
        depth += (c in "([{") - (c in ")]}")
        if depth < 0:
            return text
        if c == "," and depth == 0:
            arguments.append(rest[start:i].strip())
            start = i + 1
    return Call(head, (*arguments, rest[start:-1].strip()))


def _split_binary(
    prefix: str,
    value: Binary,
    suffix: str,
    indent: int,
    operands: tuple[Expression, ...],
    operator: str,
) -> list[str]:
    if len(str(value)) + indent + 4 <= WIDTH:
        return [f"{prefix}(", f"    {value}", f"){suffix}"]
    lines = [f"{prefix}("]
    for i, operand in enumerate(operands):
        lead = f"{operator} " if i else ""
        lines += [f"    {each}" for each in _split(lead, operand, "", indent + 4)]
    return [*lines, f"){suffix}"]


def returned(
    prefix: str, values: Sequence[Expression], suffix: str = "", indent: int = 0
) -> list[str]:
    """`prefix a, b suffix` with a bare tuple where it fits: a return, or the left of `=`."""
    inside = ", ".join(map(str, values))
    line = f"{prefix}{inside}{',' if len(values) == 1 else ''}{suffix}"
    if len(values) == 1:
        line = f"{prefix}({inside},){suffix}"
    if len(line) + indent <= WIDTH:
        return [line]
    lines = [f"{prefix}("]
    for value in values:
        lines += [f"    {each}" for each in _split("", value, ",", indent + 4)]
    return [*lines, f"){suffix}"]


def tuple_of(items: Sequence[Expression]) -> Call:
    """A tuple display."""
    return Call("", tuple(items))


def escape(text: str) -> str:
    """Text of a user for the inside of a docstring: no way out of it, one line."""
    shown = "".join(c if c.isprintable() or c == "\t" else f"\\x{ord(c):02x}" for c in text)
    return shown.replace("\\", "\\\\").replace('"""', '\\"\\"\\"').expandtabs(4).rstrip()
