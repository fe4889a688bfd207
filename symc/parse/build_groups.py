"""The right sides of `group` lines, from the parser's nodes."""

from symc.ir import ast
from symc.parse.build_expressions import arguments, expression
from symc.parse.build_types import count, name
from symc.parse.tree import Node


def group(node: Node) -> ast.GroupExpression:
    """A group, as it is given."""
    span = node.span
    match node.kind, node.children:
        case "within", [fibre, base]:
            return ast.Within(_factors(fibre), name(base), span)
        case "by_permutations", generators:
            return ast.ByPermutations(tuple(_permutation(child) for child in generators), span)
        case "by_matrices", generators:
            return ast.ByMatrices(tuple(_matrix(child) for child in generators), span)
        case "by_algebra", generators:
            return ast.ByAlgebra(tuple(_matrix(child) for child in generators), span)
    return _factors(node)


def text(node: Node) -> ast.Text:
    """A string."""
    return ast.Text(node.text[1:-1], node.span)


def _factors(node: Node) -> ast.GroupCall | ast.Wreath:
    if node.kind == "wreath":
        return ast.Wreath(tuple(_call(child) for child in node.children), node.span)
    return _call(node)


def _call(node: Node) -> ast.GroupCall:
    family, *items = node.children
    values, options = arguments(items, _argument)
    return ast.GroupCall(name(family), values, options, node.span)


def _argument(node: Node) -> ast.GroupArgument:
    match node.kind:
        case "STRING":
            return text(node)
        case "vector":
            return _vector(node)
    return count(node)


def _vector(node: Node) -> ast.Vector:
    entries = tuple(expression(child, exact=True) for child in node.children)
    return ast.Vector(entries, node.span)


def _matrix(node: Node) -> ast.Matrix:
    return ast.Matrix(tuple(_vector(child) for child in node.children), node.span)


def _permutation(node: Node) -> ast.Permutation:
    cycles = (tuple(int(point.text) for point in cycle.children) for cycle in node.children)
    return ast.Permutation(tuple(cycles), node.span)
