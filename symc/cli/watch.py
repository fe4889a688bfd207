"""`symc watch`."""

import os
import time
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from symc.cli.options import settings, specs

if TYPE_CHECKING:
    from symc.cli.inputs import Input

Times = dict[str, tuple[int, int]]
"""When a file was last written to, and how long it is."""


LONGEST = 3600


@click.command(short_help="Compile specs whenever they change.")
@specs
@click.option("-o", "--output", "folder", metavar="DIR", help="Write into this folder.")
@settings
@click.option("--interval", default=0.3, show_default=True, help="Seconds between two looks.")
@click.option("--rounds", default=0, hidden=True, help="Stop after so many looks; 0 is never.")
def watch(
    specs: tuple[str, ...],
    folder: str | None,
    settings: dict[str, str],
    interval: float,
    rounds: int,
) -> int:
    """Compiles each spec, and again whenever it or a file beside it changes, until interrupted.

    What is wrong is said, and the modules that are there stay as they are.
    """
    from symc.cli.project import project

    folder = folder or project().output
    if not folder:
        raise click.UsageError("say where to write: -o DIR")
    if not 0 <= interval <= LONGEST:
        raise click.UsageError(f"--interval is between 0 and {LONGEST} seconds, not {interval}")
    seen: Times | None = None
    turn, sound = 0, True
    while not rounds or turn < rounds:
        if turn:
            time.sleep(max(interval, 0.01))
        now = _times(specs)
        if now != seen:
            sound = _compile(specs, settings, Path(folder), sound)
            seen = now
        turn += 1
    return 0


def _compile(specs: tuple[str, ...], settings: dict[str, str], folder: Path, sound: bool) -> bool:
    """Compiles all, says what is new or no longer wrong, and returns whether all is well."""
    from symc.cli.build import build_all
    from symc.cli.failures import guard, say
    from symc.cli.outputs import UNCHANGED, write_all
    from symc.report import CompileError

    built, problems = build_all(specs, settings, folder, False, True)
    found = tuple(problem for _, problem in problems)
    try:
        with guard("the output folder"):
            write_all(each.output for each in built if each.output)
    except CompileError as problem:
        found += problem.diagnostics
    say((*(warning for each in built for warning in each.warnings), *found))
    written = [each for each in built if each.output and each.output.status != UNCHANGED]
    for each in written:
        click.echo(f"{time.strftime('%H:%M:%S')} {each.summary(False)}")
    if not (written or found or sound):
        click.echo(f"{time.strftime('%H:%M:%S')} nothing is wrong any more")
    return not found


def _times(specs: tuple[str, ...]) -> Times:
    """When each spec and the files in its folder that it may name were last written to."""
    from symc.cli.inputs import inputs

    found, _ = inputs(specs)
    times: Times = {}
    for path in _around(found):
        try:
            state = path.stat()
        except OSError:
            continue
        times[os.fspath(path)] = (state.st_mtime_ns, state.st_size)
    return times


def _around(found: "Iterable[Input]") -> Iterable[Path]:
    """Every spec, and what lies beside or below it that specs import or read."""
    folders = dict.fromkeys(each.path.parent for each in found if each.path is not None)
    for folder in folders:
        for root, below, names in os.walk(folder):
            below[:] = [name for name in below if not name.startswith((".", "__"))]
            wanted = (".sym", ".edgelist", ".graphml", ".gml", ".adjlist", ".g6", ".mtx")
            yield from (Path(root, name) for name in names if name.endswith(wanted))
