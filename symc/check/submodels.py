"""Models that are modules of their own within others."""

from symc.algebra import is_complex
from symc.check.enforced import by_lines, is_apart
from symc.check.spec import Spec
from symc.check.surroundings import Surveys, calls_of
from symc.errors import enforced as errors
from symc.ir import ast


def with_submodels(file: ast.File, surveys: Surveys) -> list[ast.Model]:
    """The models of a file, each behind those of other files that it holds as modules."""
    written = {d.name.text: d for d in file.declarations if isinstance(d, ast.Model)}
    found: dict[str, ast.Model] = {}

    def visit(model: ast.Model) -> None:
        for inner in surveys.submodels(model).values():
            if inner.name.text not in written and inner.name.text not in found:
                visit(inner)
        found[model.name.text] = model

    for model in written.values():
        visit(model)
    return list(found.values())


def check_submodels(model: ast.Model, spec: Spec, surveys: Surveys) -> None:
    """Reports calls of modules on real numbers where all values are complex."""
    phase = next(filter(is_complex, surveys.of(model).groups), None)
    if phase is None:
        return
    for call in (call for block in (model, *surveys.reached(model)) for call in calls_of(block)):
        callee = spec.scope.find(call.function.text)
        if not isinstance(callee, ast.Model) or not is_apart(callee):
            continue
        if not surveys.of(callee).is_complex:
            name, level = call.function, by_lines(callee)[0]
            problem = errors.called_by_complex(name.span, name.text, phase.name, level.span)
            spec.reports.add(problem)
