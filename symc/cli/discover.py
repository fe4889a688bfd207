"""`symc discover`."""

import sys
from typing import TYPE_CHECKING

import click

from symc.cli.options import as_json, print_json, settings

if TYPE_CHECKING:
    from symc.discovery import Count, Discovery, Method, Question


@click.command(short_help="Find a group in data, and write it into a spec.")
@click.argument("spec", metavar="SPEC[::MODEL]")
@click.option("--data", required=True, metavar="FILE.npz", help="Arguments and results.")
@click.option("-o", "--output", metavar="FILE.sym", help="Write there, not to standard output.")
@click.option(
    "--method",
    type=click.Choice(["adversarial", "derivative"]),
    default="adversarial",
    show_default=True,
    help="Against a discriminator, or by least squares on a fitted network.",
)
@click.option("--steps", type=click.IntRange(1), default=4000, show_default=True)
@click.option("--batch", type=click.IntRange(1), default=256, show_default=True)
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True)
@click.option(
    "--tolerance",
    type=click.FloatRange(0, 0.5),
    default=0.1,
    show_default=True,
    help="Entries so near a simple fraction are taken for it.",
)
@click.option("--force", is_flag=True, help="Overwrite a file with other contents.")
@settings
@as_json
def discover(
    spec: str,
    data: str,
    output: str | None,
    method: "Method",
    steps: int,
    batch: int,
    seed: int,
    tolerance: float,
    force: bool,
    settings: dict[str, str],
    as_json: bool,
) -> int:
    """Finds the group that SPEC declares as `discovered(size = n, dimension = k)`.

    FILE.npz holds one array per argument of the model, samples first, and `result`, or one array
    for each named result; parts of a sum are `x.0`, `x.1`, and fields of a record `x.key`. Writes
    the spec with exact generators, which compiles.

    \b
    symc discover trap.sym --data trap.npz -o trap_found.sym
    symc compile trap_found.sym -o generated/
    """
    from symc.cli.failures import guard
    from symc.cli.tensors import need_torch

    need_torch()
    from symc.discovery import Training
    from symc.discovery import discover as searched

    with guard(spec.partition("::")[0]):
        asked = _question(spec, settings)
        training = Training(steps, batch, seed)
        found = searched(asked, data, method, training, tolerance, _bar(as_json))
        if output is not None:
            _write(found, output, force)
    if as_json:
        print_json("discover", exitCode=0, output=output, spec=found.text, **found.to_json())
    elif output is None:
        sys.stdout.write(found.text)
    else:
        click.echo(f"{output}: {found.summary}")
    return 0


def _question(word: str, settings: dict[str, str]) -> "Question":
    from symc.check import sought
    from symc.cli.inputs import one_input
    from symc.discovery import question
    from symc.parse import parse

    path, _, wanted = word.partition("::")
    each = one_input(path)
    source = each.source()
    found = sought(parse(source), settings)
    return question(source, found, wanted, lambda text: each.understand(text, settings))


def _bar(quiet: bool) -> "Count":
    from symc.cli.progress import progress

    return lambda steps, verb: progress(steps, verb, quiet)


def _write(found: "Discovery", output: str, force: bool) -> None:
    from pathlib import Path

    from symc.cli.outputs import UNCHANGED, WRITTEN, Output, write_all
    from symc.errors import files
    from symc.errors import tracing as errors
    from symc.files import check_target, reason
    from symc.report import CompileError

    path = Path(output)
    check_target(path)
    try:
        there = path.read_bytes().decode("utf-8", errors="replace") if path.exists() else ""
    except OSError as problem:
        raise CompileError(files.not_writable(output, reason(problem))) from None
    if there.strip() and there != found.text and not force:
        raise CompileError(errors.in_the_way(output))
    write_all([Output(path, found.text, UNCHANGED if there == found.text else WRITTEN)])
