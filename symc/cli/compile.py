"""`symc compile`."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from symc.cli.options import as_json, print_json, settings, specs

if TYPE_CHECKING:
    from symc.cli.build import Built
    from symc.report import Diagnostic

STAGES = ("spec", "model", "solution", "plan", "page")
STALE = 1


@click.command("compile", short_help="Compile specs to Python files.")
@specs
@click.option("-o", "--output", "folder", metavar="DIR", help="Write into this folder.")
@click.option("--with-tests", is_flag=True, help="Write test_NAME.py beside each module.")
@click.option("--checked", is_flag=True, help="Modules that also check values as they run.")
@click.option("--stdout", "to_stdout", is_flag=True, help="Write to standard output.")
@settings
@click.option("--check", "only_check", is_flag=True, help="Write nothing; fail if it would.")
@click.option("--force", is_flag=True, help="Overwrite files that symc did not write.")
@click.option("--dump", type=click.Choice(STAGES), help="Print a stage of the compiler instead.")
@as_json
def compile_(
    specs: tuple[str, ...],
    folder: str | None,
    with_tests: bool,
    checked: bool,
    to_stdout: bool,
    settings: dict[str, str],
    only_check: bool,
    force: bool,
    dump: str | None,
    as_json: bool,
) -> int:
    """Compiles each spec to one Python file that needs only torch.

    SPEC is a file, a folder (every .sym file in it) or - for standard input. All specs are compiled
    before any file is written; nothing is written if one of them is wrong.
    """
    from symc.cli.build import build_all, dump_all
    from symc.cli.project import project

    if not (folder or to_stdout or dump):
        folder = project().output
    _check_usage(folder, to_stdout, only_check, dump, as_json)
    if dump:
        return dump_all(specs, settings, dump)
    where = Path(folder) if folder is not None else None
    built, problems = build_all(specs, settings, where, force, as_json, with_tests, checked)
    if where is None:
        return _to_stdout(built, problems)
    return _to_files(built, problems, only_check, as_json)


def _check_usage(
    folder: str | None, to_stdout: bool, only_check: bool, dump: str | None, as_json: bool
) -> None:
    if dump or to_stdout:
        words = {"-o": folder is not None, "--check": only_check, "--json": as_json}
        if dump:
            words["--stdout"] = to_stdout
        first = "--dump" if dump else "--stdout"
        for word, given in words.items():
            if given:
                raise click.UsageError(f"{first} and {word} do not go together")
    elif not folder:
        raise click.UsageError("say where to write: -o DIR, or --stdout")


def _to_stdout(built: "list[Built]", problems: "list[tuple[str, Diagnostic]]") -> int:
    from symc.cli.failures import exit_code, say

    found = tuple(problem for _, problem in problems)
    if not found and len(built) > 1:
        names = ", ".join(each.name for each in built)
        raise click.UsageError(f"--stdout takes one spec, and these are {len(built)}: {names}")
    if not found:
        sys.stdout.buffer.write(built[0].text.encode("utf-8"))
        say(built[0].warnings)
        return 0
    say(found)
    return exit_code(found)


def _to_files(
    built: "list[Built]", problems: "list[tuple[str, Diagnostic]]", only_check: bool, as_json: bool
) -> int:
    from symc.cli.failures import exit_code, guard, say, to_json
    from symc.cli.outputs import UNCHANGED, write_all
    from symc.report import CompileError

    if not problems and not only_check:
        try:
            with guard("the output folder"):
                write_all(each.output for each in built if each.output)
        except CompileError as problem:
            problems = [("", diagnostic) for diagnostic in problem.diagnostics]
    code = exit_code(tuple(problem for _, problem in problems))
    warnings = [(e.name, warning) for e in built for warning in e.warnings]
    stale = [e for e in built if e.output and e.output.status != UNCHANGED]
    if only_check and stale and not code:
        code = STALE
    if as_json:
        done = not problems
        print_json(
            "compile",
            exitCode=code,
            outputs=[each.to_json(only_check, done) for each in built],
            diagnostics=[to_json(problem, path) for path, problem in (*warnings, *problems)],
        )
        return code
    say(tuple(problem for _, problem in (*warnings, *problems)))
    if not problems:
        for each in built:
            click.echo(each.summary(only_check), err=only_check and each in stale)
    return code
