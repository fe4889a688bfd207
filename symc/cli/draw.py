"""`symc draw`."""

import sys

import click

from symc.cli.options import settings


@click.command(short_help="Draw the bases of a model as diagrams (SVG).")
@click.argument("model", metavar="SPEC[::MODEL]")
@click.option("-o", "--output", required=True, metavar="FILE.svg", help="- is standard output.")
@click.option("--layer", help="Draw this layer only, by its name in `symc explain`.")
@click.option(
    "--most",
    type=click.IntRange(1, 2000),
    default=60,
    show_default=True,
    help="Diagrams to draw for each pair of types.",
)
@click.option("--force", is_flag=True, help="Overwrite a file that is not an SVG of symc's.")
@settings
def draw(
    model: str, output: str, layer: str | None, most: int, force: bool, settings: dict[str, str]
) -> int:
    """Draws every basis map of a model: diagrams, and matrices of exact tensors.

    The model may be left out where a spec has only one.
    """
    from pathlib import Path

    from symc.cli.failures import exit_code, guard, say
    from symc.cli.models import solved_models
    from symc.cli.outputs import planned_picture, write_all
    from symc.explain.figure import figure
    from symc.report import CompileError, nearest

    try:
        chosen = solved_models(model, settings)
        names = [solved.model.name for solved in chosen.solution.models]
        if len(names) != 1:
            raise click.UsageError(
                f"{model} has {len(names)} models; name one: "
                + ", ".join(f"{model}::{name}" for name in names)
            )
        solved = chosen.solution.models[0]
        layers = [basis.node.name for basis in solved.bases]
        if layer is not None and layer not in layers:
            near = nearest(layer, layers)
            has = f"did you mean {near}?" if near else f"it has {', '.join(layers) or 'none'}"
            raise click.UsageError(f"no layer named {layer} in {names[0]}; {has}")
        with guard(chosen.name):
            text = figure(solved, layer, most)
        if output == "-":
            sys.stdout.buffer.write(text.encode("utf-8"))
            return 0
        with guard(output):
            write_all([planned_picture(Path(output), text, force)])
    except CompileError as problem:
        say(problem.diagnostics)
        return exit_code(problem.diagnostics)
    click.echo(f"{output}: {names[0]}, {len(layers) if layer is None else 1} layers")
    return 0
