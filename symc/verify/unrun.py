"""Code that is other than what a spec compiles to, and that no check has run: it is not known."""

import ast
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from types import FrameType, ModuleType
from typing import Any, TypeAlias

from symc.compiler import write
from symc.verify.loading import Opened

Place: TypeAlias = tuple[str, int, int]
"""A function, and the first and last line of what differs there."""

Body: TypeAlias = list[ast.stmt]


def places(mine: str, fresh: str) -> tuple[Place, ...]:
    """The smallest statements that differ, of the functions that both texts have."""
    if mine == fresh:
        return ()
    first, second = (dict(_functions(ast.parse(text), "")) for text in (mine, fresh))
    return tuple(
        (name, *lines)
        for name in first
        if name in second
        for lines in _differing(_body(first[name]), _body(second[name]))
    )


def _functions(node: ast.AST, name: str) -> Iterator[tuple[str, ast.FunctionDef]]:
    """All functions but kernels, which are not run as Python."""
    for child in ast.iter_child_nodes(node):
        inner = f"{name}.{getattr(child, 'name', '')}".strip(".")
        if isinstance(child, ast.FunctionDef):
            if any("jit" in ast.unparse(each) for each in child.decorator_list):
                continue
            yield inner, child
        yield from _functions(child, inner)


def _body(function: ast.FunctionDef) -> Body:
    held = function.body if ast.get_docstring(function) is None else function.body[1:]
    return held or function.body


def _differing(mine: Body, fresh: Body) -> Iterator[tuple[int, int]]:
    """The lines of statements that are not those of the other body."""
    told = [[ast.dump(each) for each in body] for body in (mine, fresh)]
    for kind, a, b, c, d in SequenceMatcher(None, told[0], told[1], autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        if a == b:  # what is missing is missing where its neighbours run
            yield _lines(mine[min(a, len(mine) - 1)])
        for i, one in enumerate(mine[a:b]):
            other = fresh[c + i] if c + i < d else None
            yield from _within(one, other)


def _within(one: ast.stmt, other: ast.stmt | None) -> Iterator[tuple[int, int]]:
    """Where two statements differ: in what they ask, or in what they then do."""
    if isinstance(one, ast.FunctionDef | ast.ClassDef):
        return
    inner = [name for name in ("body", "orelse", "finalbody") if getattr(one, name, None)]
    if not inner:
        yield _lines(one)
        return
    if type(one) is not type(other) or _head(one) != _head(other):
        yield one.lineno, max(one.lineno, getattr(one, inner[0])[0].lineno - 1)
    for name in inner:
        yield from _differing(getattr(one, name), getattr(other, name, None) or [])


def _head(one: ast.stmt | None) -> list[str]:
    """What a statement with others within asks."""
    fields = ast.iter_fields(one) if one is not None else ()
    held = [value for name, value in fields if name not in ("body", "orelse", "finalbody")]
    flat = [each for value in held for each in (value if isinstance(value, list) else [value])]
    return [ast.dump(each) if isinstance(each, ast.AST) else str(each) for each in flat]


def _lines(one: ast.stmt) -> tuple[int, int]:
    return one.lineno, one.end_lineno or one.lineno


@dataclass
class Watch:
    """Which lines of a module have run, where it differs from a fresh one."""

    module: ModuleType
    places: tuple[Place, ...]
    lines: set[int] = field(default_factory=set)

    @contextmanager
    def running(self) -> Iterator[None]:
        """Notes lines as they run."""
        if not self.places:
            yield
            return
        names = vars(self.module)
        WATCHES.append(self)
        try:
            with traced(self.lines, lambda frame: frame.f_globals is names):
                yield
        finally:
            WATCHES.pop()

    def unrun(self) -> str | None:
        """The first place that nothing has run."""
        for name, first, last in self.places:
            if self.lines.isdisjoint(range(first, last + 1)):
                return f"line {first}, in {name}, is another one, and no check runs it"
        return None


WATCHES: list[Watch] = []
"""Those that are on: processes of their own tell them what they ran."""


def watch(opened: Opened) -> Watch:
    """What to look for in a module."""
    return Watch(opened.module, places(opened.text, write(opened.plan)))


@contextmanager
def traced(lines: set[int], is_meant: Callable[[FrameType], bool]) -> Iterator[None]:
    """Notes the lines of some functions as they run."""

    def local(frame: FrameType, event: str, _: Any) -> Any:
        lines.add(frame.f_lineno)
        return local

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        return local if is_meant(frame) else None

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        yield
    finally:
        sys.settrace(before)
