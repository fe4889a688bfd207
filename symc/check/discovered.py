"""Groups that are to be found in data: `discovered(size = n, dimension = k)`."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from symc.check.constants import Constants, Setting
from symc.check.reports import Reports
from symc.check.scope import Scope
from symc.errors import discovery as errors
from symc.ir import ast
from symc.report import CompileError, Span

NAME = "discovered"

MOST_ROWS = 16
"""The most rows of a group to be found: a training has the square of it as unknowns."""


@dataclass(frozen=True, slots=True)
class Sought:
    """A group to be found: k generators of n x n matrices; `span` is what stands for them."""

    name: str
    size: int
    dimension: int
    span: Span


def sought(file: ast.File, settings: Mapping[str, Setting]) -> tuple[Sought, ...]:
    """The groups of a file that are to be found; what is wrong with one raises."""
    reports = Reports()
    scope = Scope(tuple(d for d in file.declarations if not isinstance(d, ast.Import)), reports)
    params = {d.name.text for d in file.declarations if isinstance(d, ast.Param)}
    known = {name: value for name, value in settings.items() if name in params}
    constants = Constants(scope, known, reports)
    found = [
        read_sought(entity.name.text, entity.value, constants, reports)
        for entity in scope.all()
        if isinstance(entity, ast.Group)
        and isinstance(entity.value, ast.GroupCall)
        and entity.value.name.text == NAME
    ]
    if reports.failed:
        raise CompileError(*reports.found)
    return tuple(each for each in found if each is not None)


def read_sought(
    name: str, call: ast.GroupCall, constants: Constants, reports: Reports
) -> Sought | None:
    """What a declaration asks for; None is one that was reported."""
    given = {option.name.text: option.value for option in call.options}
    if call.arguments or set(given) != {"size", "dimension"} or len(call.options) > 2:
        why = "a group to be found has a `size` and a `dimension`, and nothing else"
        reports.add(errors.discovered_usage(call.span, why))
        return None
    counts = []
    for word in ("size", "dimension"):
        value = given[word]
        if not isinstance(value, ast.Number | ast.Name):
            why = f"the {word} of a group to be found is a number"
            reports.add(errors.discovered_usage(call.span, why))
            return None
        counts.append(constants.whole(value, f"the {word} of a group to be found"))
    size, dimension = counts
    if size is None or dimension is None:
        return None
    if dimension > size * size or size > MOST_ROWS:
        why = f"{size} x {size} matrices have at most {size * size} independent generators"
        if size > MOST_ROWS:
            why = f"a group to be found has at most {MOST_ROWS} rows, not {size:,}"
        reports.add(errors.discovered_usage(call.span, why))
        return None
    return Sought(name, size, dimension, call.span)


def report_undiscovered(
    name: str, call: ast.GroupCall, constants: Constants, reports: Reports
) -> None:
    """Reports a group that has to be found before anything is compiled."""
    if read_sought(name, call, constants, reports) is not None:
        file = PurePosixPath(call.span.source.name).name
        reports.add(errors.undiscovered(call.span, " ".join(call.span.text.split()), file))
