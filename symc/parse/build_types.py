"""Names, numbers and types, from the parser's nodes."""

from fractions import Fraction

from symc.ir import ast
from symc.parse.tree import Node


def name(node: Node) -> ast.Name:
    """A name, whatever the terminal."""
    return ast.Name(node.only.text, node.span)


def number(node: Node) -> ast.Number:
    """An exact number."""
    digits = node.only.text
    if node.kind == "negative":
        return ast.Number(-Fraction(digits), f"-{digits}", node.span)
    return ast.Number(Fraction(digits), digits, node.span)


def count(node: Node) -> ast.Count:
    """A number that stands by itself, or a name for it."""
    return name(node) if node.kind == "name" else number(node)


def field(node: Node) -> ast.Field:
    """A field, argument or named result."""
    key, kind = node.children
    label = name(key) if key.kind == "name" else ast.Name(key.text, key.span)
    return ast.Field(label, type_(kind), node.span)


def fields(node: Node) -> tuple[ast.Field, ...]:
    """Several of them."""
    return tuple(field(child) for child in node.children)


def type_(node: Node) -> ast.Type:
    """A type; sums in sums become flat."""
    span = node.span
    match node.kind, node.children:
        case "name", _:
            return name(node)
        case "shape", axes:
            return ast.Shape(tuple(axis(child) for child in axes), span)
        case "record", _:
            return ast.Record(fields(node), span)
        case "sum", parts:
            return ast.Sum(_flat(tuple(type_(part) for part in parts)), span)
        case "channels", [factor, base]:
            return ast.Channels(count(factor), type_(base), span)
        case "power", [base, exponent]:
            return ast.Power(type_(base), count(exponent), span)
        case "symmetry_power", [word, exponent, base]:
            return ast.SymmetryPower(
                "sym" if word.text == "sym" else "alt", count(exponent), type_(base), span
            )
        case "restrict", [base, group]:
            return ast.Restrict(type_(base), name(group), span)
        case "induce", [base, group]:
            return ast.Induce(type_(base), name(group), span)
    raise AssertionError(node.kind)


def axis(node: Node) -> ast.Axis:
    """One axis of a shape."""
    span = node.span
    match node.kind, node.children:
        case (("name" | "integer"), _):
            return count(node)
        case "label_axis", [group, part]:
            return ast.LabelAxis(name(group), part.text[1:], span)
        case "flat_axis", [group, *blocks]:
            return ast.FlatAxis(name(group), tuple(_block(block) for block in blocks), span)
        case "fibred_axis", axes:
            return ast.FibredAxis(tuple(axis(child) for child in axes), span)
        case "sum_axis", axes:
            return ast.SumAxis(tuple(axis(child) for child in axes), span)
        case "dual_axis", [child]:
            return ast.DualAxis(axis(child), span)
    raise AssertionError(node.kind)


def result(node: Node) -> ast.Type | ast.Results:
    """What stands behind the arrow of a model or layer."""
    return ast.Results(fields(node), node.span) if node.kind == "results" else type_(node)


def _flat(parts: tuple[ast.Type, ...]) -> tuple[ast.Type, ...]:
    flat: list[ast.Type] = []
    for part in parts:
        flat += part.parts if isinstance(part, ast.Sum) else (part,)
    return tuple(flat)


def _block(node: Node) -> ast.Block:
    text = node.only.text
    copies, times, label = text.partition("x")
    if node.only.kind == "BLOCK" and times:
        return ast.Block(int(copies), label, node.span)
    return ast.Block(1, text, node.span)
