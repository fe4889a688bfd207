"""Layers and models that reach themselves."""

from symc.check.blocks import Block
from symc.check.spec import Spec
from symc.check.surroundings import calls_of
from symc.errors import names as errors
from symc.ir import ast


def check_recursion(blocks: list[Block], spec: Spec) -> None:
    """Reports every circle of calls, once."""
    calls = {block.name.text: _calls(block, spec) for block in blocks}
    finished: set[str] = set()
    for start in calls:
        _search(start, calls, finished, spec)


def _search(start: str, calls: dict[str, list[ast.Name]], finished: set[str], spec: Spec) -> None:
    """A search in depth without recursion; `path` holds the blocks that are open."""
    path = [start] if start not in finished else []
    left = [list(calls[start])]
    while path:
        if not left[-1]:
            finished.add(path.pop())
            left.pop()
            continue
        callee = left[-1].pop(0)
        if callee.text in path:
            cycle = (*path[path.index(callee.text) :], callee.text)
            spec.reports.add(errors.recursion(callee.span, callee.text, cycle))
        elif callee.text not in finished:
            path.append(callee.text)
            left.append(list(calls[callee.text]))


def _calls(block: Block, spec: Spec) -> list[ast.Name]:
    """The layers and models that a body calls, each once."""
    found: dict[str, ast.Name] = {}
    for call in calls_of(block):
        if isinstance(spec.scope.find(call.function.text), ast.Layer | ast.Model):
            found.setdefault(call.function.text, call.function)
    return list(found.values())
