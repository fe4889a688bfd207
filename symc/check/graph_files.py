"""`automorphisms("petersen.edgelist")`: the symmetries of a graph in a file."""

import posixpath
from collections.abc import Callable, Mapping

from symc.check.families import MOST_POINTS
from symc.errors import groups as errors
from symc.errors import plans
from symc.ir import ast
from symc.ir.symmetry import Group
from symc.report import CompileError, Span

Read = Callable[[str], bytes | None]
"""The bytes of the file at a path relative to the compile root, with `/`; None if there is none."""

LARGEST = 1 << 20


class GraphFiles:
    """The graph files that `group` lines name; `places` are the paths of the specs with them."""

    def __init__(self, read: Read, places: Mapping[str, str]) -> None:
        self._read = read
        self._places = places

    def automorphisms(self, name: str, call: ast.GroupCall) -> Group:
        """The automorphism group of a graph, on its nodes in the order of their labels."""
        match call.arguments, call.options:
            case (ast.Text(written, span),), ():
                return self._group(name, written, span)
        why = 'it takes the path of a file, as in `automorphisms("petersen.edgelist")`'
        raise CompileError(errors.bad_graph_file(call.span, "", why))

    def _group(self, name: str, written: str, span: Span) -> Group:
        data = self._bytes(written, span)
        if len(data) > LARGEST:
            why = f"the file has more than {LARGEST:,} bytes"
            raise CompileError(errors.bad_graph_file(span, written, why))
        from symc.algebra.graphs import automorphisms

        try:
            group = automorphisms(name, data, written)
        except ValueError as problem:
            raise CompileError(errors.bad_graph_file(span, written, str(problem))) from None
        if isinstance(group.size, int) and group.size > MOST_POINTS:
            raise CompileError(plans.group_too_large(span, "nodes", group.size, MOST_POINTS))
        return group

    def _bytes(self, written: str, span: Span) -> bytes:
        here = self._places.get(span.source.name, "")
        path = posixpath.normpath(posixpath.join(posixpath.dirname(here), written))
        outside = path.startswith(("../", "/")) or path == ".." or "\\" in written
        if not written or "\0" in written or outside:
            why = "it lies outside of the folder being compiled"
            raise CompileError(errors.bad_graph_file(span, written, why))
        data = self._read(path)
        if data is None:
            raise CompileError(errors.bad_graph_file(span, written, "there is no such file"))
        return data
