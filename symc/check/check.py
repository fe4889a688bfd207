"""From what was written to what it means.

Declarations are resolved first, then every body is checked by itself, so that all that is wrong
in a file is said in one run; then the models of the file are written out as flat lists of nodes.
"""

import posixpath
from collections.abc import Mapping

from symc.check.constants import Setting
from symc.check.graph_files import GraphFiles, Read
from symc.check.imports import Imports, Load
from symc.check.models import check_blocks, write_out
from symc.check.reports import Reports
from symc.check.spec import resolve
from symc.check.surroundings import Surveys
from symc.ir import ast
from symc.ir.model import Module


def no_file(path: str) -> bytes | None:
    """Finds no file: for specs that stand alone."""
    return None


def check(
    file: ast.File, load: Load, settings: Mapping[str, Setting], read: Read = no_file
) -> Module:
    """The models of a file; all that is wrong with it raises one `CompileError`.

    `load` gives the parsed file at a path below the compile root, or None, and `read` the bytes of
    any other; `settings` are the values of `--set`.
    """
    reports = Reports()
    path = posixpath.basename(file.span.source.name)
    imports = Imports(load, reports)
    declarations = imports.declarations(file, path)
    spec = resolve(declarations, settings, GraphFiles(read, imports.places), reports)
    surveys = Surveys(spec)
    check_blocks(spec, surveys)
    reports.raise_all()
    written = [d for d in file.declarations if isinstance(d, ast.Model)]
    models = [write_out(model, spec, surveys) for model in written]
    reports.raise_all()
    stem = path.removesuffix(".sym")
    return Module(stem, file.span.source.text, tuple(m for m in models if m is not None))
