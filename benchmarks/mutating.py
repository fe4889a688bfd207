"""Mutants: texts of generated modules with one small change.

A sign is turned, two operands or indices are exchanged, a term, a call or an entry of a table is
dropped, a number is multiplied where it should divide, a sum stands for a mean, one function for
another. They are drawn from functions, from tables and equations, from kernels and from C++.
"""

import ast
import copy
import re
from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.mutating_cpp import changes_of_cpp
from symc.emit.render import seal

OTHERS = {
    "silu": "relu",
    "relu": "silu",
    "tanh": "sin",
    "sigmoid": "tanh",
    "mean": "sum",
    "sum": "mean",
    "amax": "amin",
    "zeros_": "ones_",
    "ones_": "zeros_",
    "normal_": "uniform_",
}

Skipped = ast.FormattedValue | ast.JoinedStr | ast.Import | ast.ImportFrom


@dataclass(frozen=True)
class Mutant:
    """What is changed, in which function, from which offset to which, and to what."""

    kind: str
    function: str
    line: int
    before: str
    after: str
    start: int
    end: int

    def of(self, text: str) -> str:
        """The module that the change makes of a text, sealed again."""
        return seal(bare(text[: self.start] + self.after + text[self.end :]))

    def __str__(self) -> str:
        change = f"`{_short(self.before)}` to `{_short(self.after)}`"
        return f"line {self.line} in {self.function}, {self.kind}: {change}"


def bare(text: str) -> str:
    """A module without its seal."""
    return text.rpartition("\n\n# symc: ")[0] or text


def mutants(text: str) -> Iterator[Mutant]:
    """Every mutant of a module that Python can read."""
    body = bare(text)
    place = _Places(body)
    for function, node in _nodes(ast.parse(body), ""):
        for kind, new in _changes(node):
            before, after = ast.unparse(node), ast.unparse(new)
            start, end = place.of(node)
            if not isinstance(node, ast.stmt):
                after = f"({after})"
            if after not in (before, f"({before})") and _reads(body[start:end], after):
                yield Mutant(kind, function, node.lineno, before, after, start, end)  # type: ignore[attr-defined]
    for name, at, source in sources(body):
        for kind, start, end, after in changes_of_cpp(source):
            line = 1 + body.count("\n", 0, at + start)
            yield Mutant(kind, name, line, source[start:end], after, at + start, at + end)


SOURCE = re.compile(r'^(\w+_SOURCE) = r"""(.*?)"""', re.MULTILINE | re.DOTALL)
EQUATION = re.compile(r"[A-Za-z.]*(,[A-Za-z.]*)*->[A-Za-z.]*")


def sources(body: str) -> Iterator[tuple[str, int, str]]:
    """The C++ of a module: the name of each text, where it begins, and the text."""
    for found in SOURCE.finditer(body):
        yield found[1], found.start(2), found[2]


def _nodes(node: ast.AST, function: str) -> Iterator[tuple[str, ast.AST]]:
    """What stands in functions and tables, each with its name; no annotations, no text."""
    for name, inner in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list", "bases", "keywords") and isinstance(
            node, ast.AnnAssign | ast.arg | ast.FunctionDef | ast.ClassDef
        ):
            continue
        for child in inner if isinstance(inner, list) else [inner]:
            if not isinstance(child, ast.AST) or isinstance(child, Skipped):
                continue
            if isinstance(child, ast.FunctionDef | ast.ClassDef):
                yield from _nodes(child, f"{function}.{child.name}".lstrip("."))
                continue
            if not function and isinstance(child, ast.Assign):
                yield from _nodes(child, ast.unparse(child.targets[0]))
                continue
            if isinstance(node, ast.FunctionDef) or (
                function and not isinstance(node, ast.ClassDef)
            ):
                yield function, child
            yield from _nodes(child, function)


def _reads(before: str, after: str) -> bool:
    """Whether the place holds an expression or a statement by itself, and the change one, too."""
    try:
        ast.parse(before.strip()), ast.parse(after)
    except SyntaxError:
        try:
            ast.parse(f"({before})")
        except SyntaxError:
            return False
    return True


def _changes(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """The changes of one node: what kind, and what takes its place."""
    new = copy.deepcopy(node)
    yield from _entries(new)
    match new:
        case ast.BinOp(op=ast.Add()):
            yield "flipped sign", ast.BinOp(new.left, ast.Sub(), new.right)
            yield "dropped term", new.left
        case ast.AugAssign(op=ast.Add()):
            yield "flipped sign", ast.AugAssign(new.target, ast.Sub(), new.value)
        case ast.BinOp(op=ast.Sub()):
            yield "flipped sign", ast.BinOp(new.left, ast.Add(), new.right)
        case ast.BinOp(op=ast.Mult()):
            yield "wrong normalization", ast.BinOp(new.left, ast.Add(), new.right)
        case ast.BinOp(op=ast.Div()):
            yield "wrong normalization", ast.BinOp(new.left, ast.Mult(), new.right)
        case ast.BinOp(op=ast.Pow(), right=ast.UnaryOp(op=ast.USub(), operand=power)):
            yield "wrong normalization", ast.BinOp(new.left, ast.Pow(), power)
        case ast.BinOp(op=ast.MatMult()):
            scaled = ast.BinOp(ast.Constant(2.0), ast.Mult(), new.right)
            yield "wrong normalization", ast.BinOp(new.left, ast.MatMult(), scaled)
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(int() as value)):
            yield "swapped index", ast.UnaryOp(ast.USub(), ast.Constant(value + 1))
        case ast.Tuple(elts=[first, second, *rest], ctx=ast.Load()) if first != second:
            yield "swapped index", ast.Tuple([second, first, *rest], ast.Load())
        case ast.Call(func=ast.Attribute(attr=name) as function) if name in OTHERS:
            function.attr = OTHERS[name]
            yield "another function", new
        case ast.Call(args=[_, first, second, *_]) if len(new.args) > 3:
            new.args[1], new.args[2] = second, first
            yield "swapped operand", new
        case ast.Assign(targets=[ast.Name()], value=ast.Call(args=[value, *_])) if isinstance(
            value, ast.Name
        ):
            yield "dropped call", ast.Assign(new.targets, value, lineno=1)


def _entries(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """Changes of what is listed: entries of tables, indices, letters of equations."""
    match node:
        case ast.Tuple(elts=[_, _, *_] as every, ctx=ast.Load()):
            yield "dropped entry", ast.Tuple(every[:-1], ast.Load())
        case ast.Subscript(slice=ast.Constant(int() as value), ctx=ast.Load()):
            yield "swapped index", ast.Subscript(node.value, ast.Constant(value + 1), ast.Load())
        case ast.Constant(str() as text) if EQUATION.fullmatch(text):
            operands, made = text.split("->")
            for part in (made, *operands.split(",")[:1]):
                letters = re.findall("[A-Za-z]", part)[:2]
                if len(set(letters)) == 2:
                    a, b = letters
                    turned = part.translate(str.maketrans(a + b, b + a))
                    yield "swapped index", ast.Constant(text.replace(part, turned, 1))


class _Places:
    """Where nodes stand in a text: Python counts bytes within a line."""

    def __init__(self, body: str) -> None:
        self.lines = body.split("\n")
        self.starts = [0]
        for line in self.lines:
            self.starts.append(self.starts[-1] + len(line) + 1)

    def of(self, node: ast.AST) -> tuple[int, int]:
        """The first offset, and that behind the last."""
        where = node.lineno, node.col_offset, node.end_lineno, node.end_col_offset  # type: ignore[attr-defined]
        return self._at(where[0], where[1]), self._at(where[2], where[3])

    def _at(self, line: int, column: int) -> int:
        text = self.lines[line - 1]
        return self.starts[line - 1] + len(text.encode()[:column].decode())


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) < 60 else f"{line[:57]}..."
