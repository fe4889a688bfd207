"""`symc fmt`."""

import difflib

import click

from symc.cli.options import specs

WRONG = 1


@click.command(short_help="Lay specs out in the one canonical way.")
@specs
@click.option("--check", "only_check", is_flag=True, help="Write nothing; fail if it would.")
@click.option("--diff", "only_diff", is_flag=True, help="Write nothing; print what would change.")
def fmt(specs: tuple[str, ...], only_check: bool, only_diff: bool) -> int:
    """Lays specs out in place; words and comments stay as they are.

    SPEC is a file, a folder (every .sym file in it) or - to read standard input and write to
    standard output.
    """
    from symc.cli.failures import exit_code, guard, say
    from symc.cli.inputs import Input, inputs
    from symc.cli.outputs import WRITTEN, Output, write_all
    from symc.parse import format_source
    from symc.report import CompileError

    found, failed = inputs(specs)
    problems = list(failed)
    changed: list[tuple[Input, str, str]] = []
    for each in found:
        try:
            with guard(each.name):
                source = each.source()
                text = format_source(source)
                before = source.text if each.path is None else _as_stored(each.path.read_bytes())
                if before != text:
                    changed.append((each, before, text))
                elif each.path is None and not only_check and not only_diff:
                    click.echo(text, nl=False)
        except CompileError as problem:
            problems += problem.diagnostics
    for each, before, text in changed:
        if only_diff:
            click.echo(_diff(before, text, each.name), nl=False)
        elif only_check:
            click.echo(f"{each.name}: would be laid out", err=True)
        elif each.path is None:
            click.echo(text, nl=False)
    if not only_check and not only_diff:
        outputs = [Output(each.path, text, WRITTEN) for each, _, text in changed if each.path]
        try:
            with guard("the specs"):
                write_all(outputs)
        except CompileError as problem:
            problems += problem.diagnostics
        else:
            for output in outputs:
                click.echo(f"{output.path}: laid out", err=True)
    say(tuple(problems))
    return exit_code(tuple(problems)) or (WRONG if changed and (only_check or only_diff) else 0)


def _as_stored(data: bytes) -> str:
    """The text with its own ends of lines, and its mark, so that those are laid out too."""
    return data.decode("utf-8", errors="replace")


def _diff(before: str, after: str, name: str) -> str:
    lines = difflib.unified_diff(
        before.splitlines(keepends=True), after.splitlines(keepends=True), name, f"{name} (fmt)"
    )
    return "".join(line if line.endswith("\n") else f"{line}\n" for line in lines)
