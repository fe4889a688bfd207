"""Expressions, groups and levels, from the parser's nodes."""

from collections.abc import Callable
from typing import TypeVar, cast

from symc.errors import text as errors
from symc.ir import ast
from symc.parse.build_types import count, name, number, type_
from symc.parse.tree import Node
from symc.report import CompileError, Span

T = TypeVar("T")
_CLAUSES = ("target", "over", "place")


def expression(node: Node, exact: bool = False) -> ast.Expression:
    """A value; an exact one, as the entry of a matrix, may be divided."""
    span = node.span
    match node.kind, node.children:
        case "name", _:
            return name(node)
        case "number", _:
            return number(node)
        case "negate", [_, value]:
            return ast.Negate(expression(value, exact), span)
        case "chain", [first, *links]:
            return _chain(expression(first, exact), [_link(link, exact) for link in links], span)
        case "tuple", items:
            return ast.Tuple(tuple(expression(item, exact) for item in items), span)
        case "part", [value, *parts]:
            return _part(expression(value, exact), tuple(part.text[1:] for part in parts), span)
        case "call", _:
            return _call(node, exact)
    raise AssertionError(node.kind)


def option(node: Node, exact: bool = False) -> ast.Option:
    """A named argument."""
    label, value = node.children
    return ast.Option(name(label), expression(value, exact), node.span)


def arguments(
    nodes: list[Node], value: Callable[[Node], T], exact: bool = False
) -> tuple[tuple[T, ...], tuple[ast.Option, ...]]:
    """Positional arguments and, behind them, options."""
    named = [node for node in nodes if node.kind == "option"]
    for node in nodes[nodes.index(named[0]) :] if named else []:
        if node.kind != "option":
            raise CompileError(errors.argument_order(node.span, named[0].span))
    positional = [node for node in nodes if node.kind != "option"]
    return tuple(value(node) for node in positional), tuple(option(node, exact) for node in named)


def _call(node: Node, exact: bool) -> ast.Call:
    function, *items = node.children
    at = next((i for i, item in enumerate(items) if item.kind in _CLAUSES), len(items))
    for early in items[:at] if at < len(items) else []:
        if early.kind == "option":
            raise CompileError(errors.argument_order(items[at].span, early.span))
    before = items[:at] if at < len(items) else items
    values, options = arguments(before, lambda item: expression(item, exact), exact)
    words, named = arguments(items[at + 1 :], lambda item: expression(item, exact), exact)
    target, clause = _clause(items[at]) if at < len(items) else (None, None)
    if target and words:
        late = next(item for item in items[at + 1 :] if item.kind != "option")
        raise CompileError(errors.argument_order(late.span, items[at].span))
    return ast.Call(name(function), values, target, clause, words, options + named, node.span)


def _clause(node: Node) -> tuple[ast.Type | ast.Same | None, ast.Clause | None]:
    match node.kind, node.children:
        case "target", [target] if target.kind == "same":
            return ast.Same(target.span), None
        case "target", [target]:
            return type_(target), None
        case "over", [group]:
            return None, ast.Over(name(group), node.span)
        case "place", [word, graph, part]:
            start = part.span.start + 1
            end = ast.Name(part.text[1:], Span(part.span.source, start, part.span.end))
            return None, ast.Place("at" if word.text == "at" else "to", name(graph), end, node.span)
    raise AssertionError(node.kind)


def _link(node: Node, exact: bool) -> ast.Link:
    operator, value = node.children
    if operator.text == "/" and not exact:
        raise CompileError(errors.division(operator.span))
    sign = cast(ast.Operator, operator.text)
    return ast.Link(sign, expression(value, exact), node.span)


def _chain(first: ast.Expression, links: list[ast.Link], span: Span) -> ast.Chain:
    """A chain whose first value is no chain of the same kind: `(a + b) + c` is `a + b + c`."""
    additive = links[0].operator in "+-"
    if isinstance(first, ast.Chain) and (first.links[0].operator in "+-") == additive:
        return ast.Chain(first.first, (*first.links, *links), span)
    return ast.Chain(first, tuple(links), span)


def _part(value: ast.Expression, path: tuple[str, ...], span: Span) -> ast.Part:
    if isinstance(value, ast.Part):
        return ast.Part(value.value, (*value.path, *path), span)
    return ast.Part(value, path, span)


def levels(nodes: list[Node]) -> tuple[ast.GroupLevel, ...]:
    """The levels of a `with`, if there is one."""
    return tuple(group_level(child) for node in nodes for child in node.children)


def group_level(node: Node) -> ast.GroupLevel:
    """A level for a group."""
    group, level = node.children
    return ast.GroupLevel(name(group), _level(level), node.span)


def _level(node: Node) -> ast.Level:
    match node.kind, node.children:
        case "exact", _:
            return ast.Exact(node.span)
        case "free", _:
            return ast.Free(node.span)
        case "by", [method, *items]:
            values, options = arguments(items, expression)
            return ast.By(name(method), values, options, node.span)
    return _breaking(node)


def _breaking(node: Node) -> ast.Breaking:
    found = {child.kind: child for child in node.children}
    amount = next((found[kind] for kind in ("name", "number", "negative") if kind in found), None)
    norm, domain, subgroup = (found.get(kind) for kind in ("norm", "domain", "subgroup"))
    return ast.Breaking(
        kind="prior" if "TILDE" in found else "bound" if amount else "free",
        learned="LEARNED" in found,
        amount=count(amount) if amount else None,
        norm=name(norm) if norm else None,
        domain=_domain(domain) if domain else None,
        subgroup=name(subgroup.only) if subgroup else None,
        span=node.span,
    )


def _domain(node: Node) -> ast.Domain:
    quantity, bound = node.children
    return ast.Domain(name(quantity), count(bound), node.span)
