"""The declarations of a file and of all that it imports."""

import posixpath
from collections.abc import Callable

from symc.check.constants import DEEPEST
from symc.check.reports import Reports
from symc.check.scope import Entity
from symc.errors import names, plans
from symc.ir import ast
from symc.report import CompileError

Load = Callable[[str], ast.File | None]
"""The parsed file at a path relative to the compile root, with `/`; None if there is none."""


class Imports:
    """Reads every file once; a circle of imports is reported with all of its files.

    `places` are the paths of all files below the compile root, by the names of their sources.
    """

    def __init__(self, load: Load, reports: Reports) -> None:
        self._load = load
        self._reports = reports
        self._done: set[str] = set()
        self._open: list[str] = []
        self.places: dict[str, str] = {}

    def declarations(self, file: ast.File, path: str) -> tuple[Entity, ...]:
        """The file's own declarations first, then those of its imports in order."""
        self._open.append(path)
        self.places[file.span.source.name] = path
        own = tuple(d for d in file.declarations if not isinstance(d, ast.Import))
        found = list(own)
        for declaration in file.declarations:
            if isinstance(declaration, ast.Import):
                found.extend(self._imported(declaration, path))
        self._open.pop()
        self._done.add(path)
        return tuple(found)

    def _imported(self, line: ast.Import, importer: str) -> tuple[Entity, ...]:
        written, span = line.path.value, line.path.span
        path = posixpath.normpath(posixpath.join(posixpath.dirname(importer), written))
        outside = path.startswith(("../", "/")) or path == ".." or "\\" in written
        if not written or "\0" in written or outside:
            self._reports.add(names.import_outside(span, written))
        elif path in self._open:
            cycle = (*self._open[self._open.index(path) :], path)
            self._reports.add(names.import_cycle(span, cycle))
        elif len(self._open) >= DEEPEST:
            self._reports.add(plans.too_deep(span, DEEPEST, "imports"))
        elif path not in self._done:
            return self._read(line, path)
        return ()

    def _read(self, line: ast.Import, path: str) -> tuple[Entity, ...]:
        try:
            file = self._load(path)
        except CompileError as refusal:
            self._reports.add(*refusal.diagnostics)
            return ()
        if file is None:
            self._reports.add(names.missing_import(line.path.span, line.path.value))
            return ()
        return self.declarations(file, path)
