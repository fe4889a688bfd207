"""`symc check`."""

import click

from symc.cli.options import as_json, print_json, settings, specs


@click.command(short_help="Say what is wrong with specs.")
@specs
@settings
@as_json
def check(specs: tuple[str, ...], settings: dict[str, str], as_json: bool) -> int:
    """Says all that is wrong with specs, and compiles nothing.

    SPEC is a file, a folder (every .sym file in it) or - for standard input.
    """
    from symc.cli.failures import exit_code, guard, placed, say, to_json
    from symc.cli.inputs import inputs
    from symc.cli.progress import progress
    from symc.report import CompileError

    found, problems = inputs(specs)
    data = [to_json(problem, "") for problem in problems]
    files: list[dict[str, object]] = []
    shown = list(problems)
    for each in progress(found, "checking", as_json):
        models: list[str] = []
        failed: tuple[object, ...] = ()
        try:
            with guard(each.name):
                module = each.understand(each.source(), settings)
                models = [model.name for model in module.models]
            shown += placed(module.warnings, each.name)
            data += [to_json(diagnostic, each.name) for diagnostic in module.warnings]
        except CompileError as problem:
            failed = problem.diagnostics
            shown += placed(problem.diagnostics, each.name)
            data += [to_json(diagnostic, each.name) for diagnostic in problem.diagnostics]
        files.append({"file": each.name, "ok": not failed, "models": models})
        if not failed and not as_json:
            what = ", ".join(models) or "no models"
            click.echo(f"{each.name}: {what}")
    code = exit_code(tuple(shown))
    if as_json:
        print_json("check", exitCode=code, files=files, diagnostics=data)
    else:
        say(tuple(shown))
    return code
