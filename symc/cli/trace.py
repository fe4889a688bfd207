"""`symc trace`."""

import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from symc.tracing import Traced


@click.command(short_help="Write down the weight space of a PyTorch network.")
@click.argument("target", metavar="MODULE:CLASS")
@click.option("-o", "--output", metavar="FILE.sym", help="Write there, not to standard output.")
@click.option("--args", "text", default="", metavar="ARGS", help="Arguments of the class.")
@click.option(
    "--input",
    "shapes",
    multiple=True,
    metavar="SHAPE[:DTYPE]",
    help="One input, as 1,3,32,32 or 1,16:int64; may be repeated.",
)
@click.option("--why", multiple=True, metavar="KEY:AXIS", help="Print what ties or fixes an axis.")
@click.option("--force", is_flag=True, help="Overwrite a file with other contents.")
def trace(
    target: str,
    output: str | None,
    text: str,
    shapes: tuple[str, ...],
    why: tuple[str, ...],
    force: bool,
) -> int:
    """Writes the weight space of a torch.nn.Module as declarations in .sym.

    MODULE:CLASS is package.module:Class or path/to/file.py:Class. THIS RUNS THE CODE OF THAT
    MODULE: it is imported, the class is called with ARGS, and its `forward` runs. Trace only what
    you would run.

    All axes of weights that can be permuted together become a group; nothing is written before
    random permutations of random weights were seen to leave the network's outputs as they were,
    in double precision.

    \b
    symc trace nets.py:Mlp --args '784, [128], 10' -o net.sym
    symc trace nets.py:Gpt --input 1,16:int64 -o gpt.sym
    symc trace nets.py:Mlp --why layers.1.weight:1
    """
    from symc.cli.failures import exit_code, guard, say
    from symc.report import CompileError

    try:
        with guard(target):
            found = _traced(target, text, shapes)
            if why:
                _explain(found, why)
            if output is not None or not why:
                _write(found, target, text, output, force)
    except CompileError as problem:
        say(problem.diagnostics)
        return exit_code(problem.diagnostics)
    say(found.warnings)
    return 0


def _traced(target: str, text: str, shapes: tuple[str, ...]) -> "Traced":
    from symc.errors import tracing as errors
    from symc.report import CompileError

    if find_spec("torch") is None:
        raise CompileError(errors.needs_torch())
    from symc.tracing import arguments, network, parsed, trace

    given = [parsed(shape) for shape in shapes] if shapes else None
    return trace(network(target, arguments(text)), given, target)


def _explain(found: "Traced", why: tuple[str, ...]) -> None:
    from symc.tracing import explained, place_of

    for text in why:
        click.echo(explained(found.walk, found.space, place_of(text, found.space)))


def _write(found: "Traced", target: str, text: str, output: str | None, force: bool) -> None:
    from symc.cli.outputs import UNCHANGED, WRITTEN, Output, write_all
    from symc.errors import files
    from symc.errors import tracing as errors
    from symc.files import check_target, reason
    from symc.report import CompileError
    from symc.tracing import declarations

    space = found.space
    words = declarations(space, Path(target).name, f"({text})" if text else "")
    if output is None:
        sys.stdout.write(words)
        return
    path = Path(output)
    check_target(path)
    try:
        there = path.read_bytes().decode("utf-8", errors="replace") if path.exists() else ""
    except OSError as problem:
        raise CompileError(files.not_writable(output, reason(problem))) from None
    if there.strip() and there != words and not force:
        raise CompileError(errors.in_the_way(output))
    write_all([Output(path, words, UNCHANGED if there == words else WRITTEN)])
    click.echo(f"{output}: {found.summary}")
