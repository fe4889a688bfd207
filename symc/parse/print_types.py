"""Canonical text of types and expressions, with the parentheses that they need and no others."""

from collections.abc import Iterable
from typing import assert_never

from symc.ir import ast

# How tightly a type binds, from a sum to what `^` may follow; then the same for expressions.
_SUM, _TERM, _POWER, _BASE = range(4)
_ADD, _MULTIPLY, _UNARY, _VALUE, _ATOM = range(5)


def comma(texts: Iterable[str]) -> str:
    """Texts with commas between."""
    return ", ".join(texts)


def type_text(node: ast.Type, place: int = _SUM) -> str:
    """A type, in parentheses where the place binds more tightly than it does."""
    match node:
        case ast.Name():
            return node.text
        case ast.Shape(axes):
            return f"[{comma(axis_text(axis) for axis in axes)}]"
        case ast.Restrict(base, group):
            return f"restrict({type_text(base)}, {group})"
        case ast.Induce(base, group):
            return f"induce({type_text(base)}, {group})"
        case ast.Power(base, exponent):
            own, text = _POWER, f"{type_text(base, _BASE)}^{exponent}"
        case ast.SymmetryPower(kind, exponent, base):
            own, text = _POWER, f"{kind}^{exponent} {type_text(base, _BASE)}"
        case ast.Channels(count, base):
            own, text = _TERM, f"{count} {type_text(base, _POWER)}"
        case ast.Record(fields):
            own, text = _TERM, f"{{ {fields_text(fields)} }}"
        case ast.Sum(parts):
            own, text = _SUM, " + ".join(type_text(part, _TERM) for part in parts)
        case _:
            assert_never(node)
    return f"({text})" if own < place else text


def axis_text(axis: ast.Axis) -> str:
    """An axis."""
    match axis:
        case ast.Name() | ast.Number():
            return axis.text
        case ast.LabelAxis(group, label):
            return f"{group}.{label}"
        case ast.FlatAxis(group, blocks):
            return f"{group}({' + '.join(_block(block) for block in blocks)})"
        case ast.FibredAxis(axes):
            return f"({comma(axis_text(axis) for axis in axes)})"
        case ast.SumAxis(axes):
            return " + ".join(axis_text(axis) for axis in axes)
        case ast.DualAxis(base):
            return f"{axis_text(base)}*"
    assert_never(axis)


def fields_text(fields: tuple[ast.Field, ...]) -> str:
    """Fields, arguments or named results."""
    return comma(f"{field.name}: {type_text(field.type)}" for field in fields)


def expression_text(node: ast.Expression, place: int = _ADD) -> str:
    """An expression, in parentheses where the place binds more tightly than it does."""
    match node:
        case ast.Name():
            return node.text
        case ast.Number():
            own, text = _VALUE, node.text
        case ast.Call():
            return _call(node)
        case ast.Tuple(items):
            return f"({comma(expression_text(item) for item in items)})"
        case ast.Part(value, path):
            own, text = _VALUE, ".".join((expression_text(value, _ATOM), *path))
        case ast.Negate(value):
            own, text = _UNARY, f"-{expression_text(value, _VALUE)}"
        case ast.Chain(_, links):
            own = _ADD if links[0].operator in "+-" else _MULTIPLY
            text = _chain(node, own + 1)
        case _:
            assert_never(node)
    return f"({text})" if own < place else text


def items_text(values: tuple[ast.Expression, ...], options: tuple[ast.Option, ...]) -> list[str]:
    """Positional arguments, then options."""
    return [*map(expression_text, values), *map(_option, options)]


def _block(block: ast.Block) -> str:
    return f"{block.copies}x{block.label}"


def _option(option: ast.Option) -> str:
    return f"{option.name} = {expression_text(option.value)}"


def _chain(chain: ast.Chain, place: int) -> str:
    pieces = [expression_text(chain.first, place)]
    for link in chain.links:
        gap = "" if link.operator == "/" else " "
        pieces.append(f"{gap}{link.operator}{gap}{expression_text(link.value, place)}")
    return "".join(pieces)


def _call(call: ast.Call) -> str:
    head = comma(map(expression_text, call.arguments))
    match call.clause:
        case ast.Over(group):
            head += f" over {group}"
        case ast.Place(word, graph, end):
            head += f" {word} {graph}.{end}"
    match call.target:
        case None:
            pass
        case ast.Same():
            head += " -> same"
        case target:
            head += f" -> {type_text(target)}"
    return (
        f"{call.function}({comma([*filter(None, [head]), *items_text(call.words, call.options)])})"
    )
