"""All that the body of a layer or model can refer to."""

from collections.abc import Mapping
from dataclasses import dataclass

from symc.check.blocks import Heads
from symc.check.constants import Constants, Setting
from symc.check.extern import check_path
from symc.check.graph_files import GraphFiles
from symc.check.graphs import Graphs
from symc.check.groups import Groups
from symc.check.refused import NEEDED
from symc.check.reports import Reports
from symc.check.scope import Entity, Scope
from symc.check.types import Types
from symc.ir import ast
from symc.ir.symmetry import Type
from symc.report import Span


@dataclass(frozen=True, slots=True)
class Spec:
    """The declarations of a spec, resolved.

    `loosened` is true where some level inside a layer is `by`: there axes count as plain, so that a
    layer is not refused for its symmetry. `sightings` are the types of the expressions seen so far.
    """

    scope: Scope
    constants: Constants
    groups: Groups
    graphs: Graphs
    types: Types
    heads: Heads
    reports: Reports
    reserved: frozenset[str]
    loosened: bool
    sightings: dict[Span, Type]


def resolve(
    declarations: tuple[Entity, ...],
    settings: Mapping[str, Setting],
    files: GraphFiles,
    reports: Reports,
) -> Spec:
    """Every declaration but the bodies, resolved and checked."""
    scope = Scope(declarations, reports)
    constants = Constants(scope, settings, reports)
    constants.check_all()
    groups = Groups(scope, constants, files, reports)
    graphs = Graphs(scope, groups, reports)
    types = Types(scope, constants, groups, graphs, reports)
    types.check_all()
    _check_externs(scope, reports)
    heads = Heads(scope, graphs, types, reports)
    reserved = NEEDED | heads.words | frozenset(scope.names())
    blocks = [e for e in scope.all() if isinstance(e, ast.Layer | ast.Model)]
    loosened = any(
        isinstance(level.level, ast.By) and level.level.method.text != "input"
        for block in blocks
        for line in level_lines(block.body)[isinstance(block, ast.Model) :]
        for level in line
    )
    return Spec(scope, constants, groups, graphs, types, heads, reports, reserved, loosened, {})


def level_lines(body: ast.Body) -> list[tuple[ast.GroupLevel, ...]]:
    """The levels of a body: its `symmetry` lines together, and those after each `with`."""
    found = [tuple(line.level for line in body.symmetries), body.result.levels]
    queue = list(body.statements)
    for statement in queue:
        if isinstance(statement, ast.Repeat):
            queue.extend(statement.statements)
        else:
            found.append(statement.levels)
    return found


def _check_externs(scope: Scope, reports: Reports) -> None:
    """Reports extern modules that name no class."""
    for entity in scope.all():
        if isinstance(entity, ast.Extern):
            check_path(entity.path, reports)
