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
    """Operands joined by one operator, or by several of one precedence."""

    operands: tuple["Expression", ...]
    operators: str | tuple[str, ...]

    def lead(self, i: int) -> str:
        """What stands before operand i."""
        if i == 0:
            return ""
        return f"{self.operators if isinstance(self.operators, str) else self.operators[i - 1]} "

    def __str__(self) -> str:
        return " ".join(f"{self.lead(i)}{operand}" for i, operand in enumerate(self.operands))


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
    """An expression that may be too long for one line, as the formatter would break it."""
    if len(f"{prefix}{value}{suffix}") + indent <= WIDTH:
        return [f"{prefix}{value}{suffix}"]
    if isinstance(value, Binary):
        return _split_binary(prefix, value, suffix, indent)
    call = value if isinstance(value, Call) else _call_in(value, len(prefix) + indent)
    if call is not None and call.arguments and len(prefix) + len(call.head) + indent < WIDTH:
        return _split_call(prefix, call, suffix, indent)
    fits = len(str(value)) + indent + 4 <= WIDTH and len(prefix) + indent < WIDTH
    if prefix.endswith("= ") and fits:
        return [f"{prefix}(", f"    {value}", ")"]
    if call is not None and call.arguments:
        return _split_call(prefix, call, suffix, indent)
    return [f"{prefix}{value}{suffix}"]


def _split_call(prefix: str, call: Call, suffix: str, indent: int) -> list[str]:
    inner = ", ".join(map(str, call.arguments))
    lines = [f"{prefix}{call.head}("]
    if len(inner) + indent + 4 <= WIDTH and call.head:
        lines.append(f"    {inner}")
    else:
        for argument in call.arguments:
            lines += [f"    {each}" for each in _split("", argument, ",", indent + 4)]
    return [*lines, f"){call.tail}{suffix}"]


def _split_binary(prefix: str, value: Binary, suffix: str, indent: int) -> list[str]:
    *rest, last = value.operands
    if len(rest) == 1 and prefix:
        lead = f"{prefix}{rest[0]} {value.lead(1)}"
        call = last if isinstance(last, Call) else _call_in(str(last), len(lead) + indent)
        if call is not None and call.arguments and len(lead) + len(call.head) + indent < WIDTH:
            return _split_call(lead, call, suffix, indent)
    if prefix and len(str(value)) + indent + 4 <= WIDTH:
        return [f"{prefix}(", f"    {value}", f"){suffix}"]
    lines: list[str] = []
    for i, operand in enumerate(value.operands):
        lines += _split(value.lead(i), operand, "", indent + (4 if prefix else 0))
    if not prefix:
        return [*lines[:-1], f"{lines[-1]}{suffix}"]
    return [f"{prefix}(", *(f"    {line}" for line in lines), f"){suffix}"]


def _call_in(text: str, column: int) -> Call | None:
    """The last call of a chain of names and calls that opens before the right margin."""
    if not text or any(c in text for c in "[{\"'") or text[0] in "(-":
        return None
    depth, spans, start = 0, [], 0
    for i, c in enumerate(text):
        if c == "(":
            start = i if depth == 0 else start
            depth += 1
        elif c == ")":
            depth -= 1
            spans += [(start, i)] if depth == 0 else []
        elif c == " " and depth == 0:
            return None
    for opened, closed in reversed(spans):
        if column + opened < WIDTH:
            inside = text[opened + 1 : closed]
            return Call(text[:opened], _arguments(inside), text[closed + 1 :])
    return None


def _arguments(inside: str) -> tuple[str, ...]:
    arguments, depth, start = [], 0, 0
    for i, c in enumerate(inside):
        depth += (c in "([{") - (c in ")]}")
        if c == "," and depth == 0:
            arguments.append(inside[start:i].strip())
            start = i + 1
    last = inside[start:].strip()
    return (*arguments, last) if last else tuple(arguments)


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
    if len(suffix) + 1 + indent <= WIDTH or not suffix.endswith(")"):
        return [*lines, f"){suffix}"]
    opened, _, arguments = suffix.removesuffix(")").partition("(")
    return [*lines, f"){opened}(", f"    {arguments}", ")"]


def tuple_of(items: Sequence[Expression]) -> Call:
    """A tuple display."""
    return Call("", tuple(items))


def nested(value: object) -> Expression:
    """Nested tuples of numbers and texts as a display."""
    if isinstance(value, tuple):
        return tuple_of([nested(item) for item in value])
    return f'"{value}"' if isinstance(value, str) else str(value).replace("inf", "math.inf")


def escape(text: str) -> str:
    """Text of a user for the inside of a docstring: no way out of it, one line."""
    shown = "".join(c if c.isprintable() or c == "\t" else f"\\x{ord(c):02x}" for c in text)
    return shown.replace("\\", "\\\\").replace('"""', '\\"\\"\\"').expandtabs(4).rstrip()
