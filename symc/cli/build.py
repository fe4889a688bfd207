"""Specs to texts, all of them before any is written."""

from dataclasses import dataclass
from pathlib import Path

import click

from symc.cli.failures import exit_code, guard, placed, say
from symc.cli.inputs import Input, inputs
from symc.cli.outputs import UNCHANGED, Output, output_name, planned
from symc.cli.progress import progress
from symc.emit import lay_out, lay_out_tests, render, render_tests
from symc.files import shown
from symc.ir.plan import Plan
from symc.parse import parse, to_text
from symc.report import CompileError, Diagnostic
from symc.schedule import schedule
from symc.solve import solve

Problems = list[tuple[str, Diagnostic]]


@dataclass(frozen=True, slots=True)
class Built:
    """A compiled spec: its models with their numbers of weights, and where the text goes."""

    name: str
    text: str
    models: tuple[tuple[str, int], ...]
    output: Output | None
    warnings: tuple[Diagnostic, ...]

    def status(self, only_check: bool) -> str:
        """What became of the file."""
        status = self.output.status if self.output else UNCHANGED
        return "stale" if only_check and status != UNCHANGED else status

    def summary(self, only_check: bool) -> str:
        """One line about it."""
        models = "; ".join(f"{name}, {weights:,} weights" for name, weights in self.models)
        path = shown(self.output.path) if self.output else self.name
        if not models and self.output and self.output.path.name.startswith("test_"):
            models = "tests"
        return f"{path}: {self.status(only_check)} ({models or 'no models'})"

    def to_json(self, only_check: bool, done: bool) -> dict[str, object]:
        """The same as plain data; nothing is written where something failed."""
        return {
            "file": self.name,
            "output": shown(self.output.path) if self.output else None,
            "status": self.status(only_check) if done else "not written",
            "models": [{"name": name, "weights": weights} for name, weights in self.models],
        }


def build_all(
    words: tuple[str, ...],
    settings: dict[str, str],
    folder: Path | None,
    force: bool,
    quiet: bool,
    with_tests: bool = False,
    checked: bool = False,
) -> tuple[list[Built], Problems]:
    """Every spec compiled, and all that is wrong with any of them, under its file."""
    found, failed = inputs(words)
    problems: Problems = [("", problem) for problem in failed]
    names = _names(found, problems) if folder is not None else {}
    built: list[Built] = []
    for each in progress(found, "compiling", quiet):
        try:
            with guard(each.name):
                built.append(_build(each, settings, folder, names.get(each), force, checked))
                if with_tests and folder is not None:
                    built.append(_build_tests(each, settings, folder, names.get(each), force))
        except CompileError as problem:
            many = len(found) > 1
            given = placed(problem.diagnostics, each.name) if many else problem.diagnostics
            problems += [(each.name, diagnostic) for diagnostic in given]
    return built, problems


def _names(found: list[Input], problems: Problems) -> dict[Input, str]:
    """The file name of every output; two of one name are a mistake of the command."""
    names: dict[Input, str] = {}
    for each in found:
        try:
            names[each] = output_name(each.name, each.stem)
        except CompileError as problem:
            problems += [(each.name, diagnostic) for diagnostic in problem.diagnostics]
    taken: dict[str, Input] = {}
    for each, name in names.items():
        other = taken.setdefault(name.lower(), each)
        if other != each:
            raise click.UsageError(f"{other.name} and {each.name} would both become {name}")
    return names


def _build(
    each: Input,
    settings: dict[str, str],
    folder: Path | None,
    name: str | None,
    force: bool,
    checked: bool,
) -> Built:
    module = each.understand(each.source(), settings)
    plan = schedule(solve(module))
    text = render(lay_out(plan, checked))
    output = planned(folder / name, text, force) if folder is not None and name else None
    return Built(each.name, text, _weights(plan), output, module.warnings)


def _build_tests(
    each: Input, settings: dict[str, str], folder: Path, name: str | None, force: bool
) -> Built:
    text = render_tests(lay_out_tests(each.understand(each.source(), settings)))
    output = planned(folder / f"test_{name}", text, force) if name else None
    return Built(each.name, text, (), output, ())


def _weights(plan: Plan) -> tuple[tuple[str, int], ...]:
    return tuple(
        (m.model.name, sum(p.count for stage in m.stages for p in stage.parameters))
        for m in plan.models
    )


def dump_all(words: tuple[str, ...], settings: dict[str, str], stage: str) -> int:
    """Prints a stage of every spec."""
    found, failed = inputs(words)
    problems = list(failed)
    for each in found:
        try:
            with guard(each.name):
                click.echo(_stage(each, settings, stage).rstrip("\n"))
        except CompileError as problem:
            problems += problem.diagnostics
    say(tuple(problems))
    return exit_code(tuple(problems))


def _stage(each: Input, settings: dict[str, str], stage: str) -> str:
    file = parse(each.source())
    if stage == "spec":
        return to_text(file)
    module = each.checked(file, settings)
    if stage == "model":
        return str(module)
    solution = solve(module)
    if stage == "solution":
        return str(solution)
    plan = schedule(solution)
    return str(plan) if stage == "plan" else str(lay_out(plan))
