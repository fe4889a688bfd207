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
from symc.check.spec import Spec, resolve
from symc.check.submodels import with_submodels
from symc.check.surroundings import Surveys
from symc.check.survey import Survey
from symc.ir import ast
from symc.ir.model import Model, Module
from symc.ir.symmetry import Group, Type
from symc.report import CompileError


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
    found = survey(file, load, settings, read)
    if found.module is None:
        raise CompileError(*found.diagnostics)
    return found.module


def survey(
    file: ast.File, load: Load, settings: Mapping[str, Setting], read: Read = no_file
) -> Survey:
    """All that is known of a file, right or wrong: for editors, which want to know at any time."""
    reports = Reports()
    path = posixpath.basename(file.span.source.name)
    imports = Imports(load, reports)
    declarations = imports.declarations(file, path)
    spec = resolve(declarations, settings, GraphFiles(read, imports.places), reports)
    surveys = Surveys(spec)
    runs = check_blocks(spec, surveys)
    models: list[Model] = []
    if not reports.failed:
        written = with_submodels(file, surveys)
        models = [m for model in written for m in write_out(model, spec, surveys, runs)]
    module = None
    if not reports.failed:
        stem = path.removesuffix(".sym")
        module = Module(stem, file.span.source.text, tuple(models), reports.found)
    types = tuple(spec.sightings.items())
    every = spec.scope.all()
    return Survey(module, reports.found, every, _types(spec), types, _groups(spec))


def _types(spec: Spec) -> tuple[tuple[str, Type], ...]:
    """What each declared type stands for, where that is known."""
    names = [e.name for e in spec.scope.all() if isinstance(e, ast.TypeName)]
    found = ((name.text, spec.types.of(name)) for name in names)
    return tuple((name, type_) for name, type_ in found if type_ is not None)


def _groups(spec: Spec) -> tuple[tuple[str, Group], ...]:
    """The group of every declared name, where it is known."""
    names = [e.name.text for e in spec.scope.all() if isinstance(e, ast.Group)]
    found = ((name, spec.groups.known(name)) for name in names)
    return tuple((name, group) for name, group in found if group is not None)
