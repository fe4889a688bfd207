"""Files, declarations and bodies, from the parser's nodes."""

from fractions import Fraction

from symc.errors import text as errors
from symc.ir import ast
from symc.parse.build_expressions import expression, group_level, levels
from symc.parse.build_groups import group, text
from symc.parse.build_types import count, fields, name, result, type_
from symc.parse.lexer import RESERVED
from symc.parse.tree import Node
from symc.report import CompileError, Diagnostic, Source, Span

_LINE = {"symmetry": "a `symmetry` line", "assign": "an assignment", "repeat": "a `repeat`"}


def build_file(node: Node, source: Source) -> ast.File:
    """The whole tree of a file."""
    versions = [_version(child.only) for child in node.children if child.kind == "version"]
    version = versions[0] if versions else None
    if version and version.value != 1:
        raise CompileError(errors.unknown_version(version.span))
    declarations = [child for child in node.children if child.kind != "version"]
    if not declarations:
        end = len(source.text)
        raise CompileError(errors.no_declarations(Span(source, end, end)))
    whole = Span(source, 0, len(source.text))
    return ast.File(version, tuple(_declaration(child) for child in declarations), whole)


def _version(node: Node) -> ast.Number:
    return ast.Number(Fraction(node.text), node.text, node.span)


def _declaration(node: Node) -> ast.Declaration:
    span = node.span
    match node.kind, node.children:
        case "import_line", [path]:
            return ast.Import(text(path), span)
        case "size_line", [label, *value]:
            return ast.Size(_declared(label), count(value[0]) if value else None, span)
        case "param_line", [label, value]:
            return ast.Param(_declared(label), count(value), span)
        case "group_line", [label, value]:
            return ast.Group(_declared(label), group(value), span)
        case "type_line", [label, value]:
            return ast.TypeName(_declared(label), type_(value), span)
        case "graph_line", [label, value]:
            return ast.Graph(_declared(label), name(value), span)
        case "extern_line", [label, path]:
            return ast.Extern(_declared(label), text(path), span)
    return _block(node)


def _block(node: Node) -> ast.Layer | ast.Model:
    label, values, target, body = node.children
    kind = ast.Layer if node.kind == "layer" else ast.Model
    owner = _declared(label)
    return kind(owner, fields(values), result(target), _body(body, owner.text), node.span)


def _declared(node: Node) -> ast.Name:
    label = name(node)
    if label.text in RESERVED:
        raise CompileError(errors.reserved(label.span, ("a name",)))
    return label


def _body(node: Node, owner: str) -> ast.Body:
    """A body whose lines stand in order: symmetries, statements, one return."""
    symmetries: list[ast.Symmetry] = []
    statements: list[ast.Statement] = []
    end: ast.Return | None = None
    for line in node.children:
        if end:
            raise CompileError(_late(line, end.span))
        if line.kind == "symmetry":
            if statements:
                raise CompileError(_late(line, statements[0].span))
            symmetries.append(ast.Symmetry(group_level(line.only), line.span))
        elif line.kind == "return_line":
            value, *with_ = line.children
            end = ast.Return(expression(value), levels(with_), line.span)
        else:
            statements.append(_statement(line))
    if end is None:
        brace = Span(node.span.source, node.span.end - 1, node.span.end)
        raise CompileError(errors.no_return(brace, owner))
    return ast.Body(tuple(symmetries), tuple(statements), end, node.span)


def _statement(node: Node) -> ast.Statement:
    match node.kind, node.children:
        case "assign", [label, value, *with_]:
            return ast.Assign(name(label), expression(value), levels(with_), node.span)
        case "repeat", [times, *lines]:
            return ast.Repeat(count(times), tuple(_statement(line) for line in lines), node.span)
    raise CompileError(errors.out_of_order(node.span, _what(node), "cannot stand in a `repeat`"))


def _what(node: Node) -> str:
    return _LINE.get(node.kind, "a `return`")


def _late(node: Node, other: Span) -> Diagnostic:
    where = "must stand before the assignments"
    if node.kind != "symmetry" or other.text.startswith("return"):
        where = "stands behind the `return`"
    return errors.out_of_order(node.span, _what(node), where, other)
