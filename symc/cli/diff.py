"""`symc diff`."""

from typing import TYPE_CHECKING

import click

from symc.cli.options import as_json, print_json, settings

if TYPE_CHECKING:
    from symc.compare import Compared

CHANGED = 1

WORDS = {
    "loads": "a checkpoint loads as it is",
    "migrates": "a checkpoint loads after a migration",
    "not": "no checkpoint can be carried over",
}


@click.command(short_help="Say what a change of a spec means.")
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@settings
@click.option("--migration", "folder", metavar="DIR", help="Write migrate_<model>.py files there.")
@as_json
def diff(old: str, new: str, settings: dict[str, str], folder: str | None, as_json: bool) -> int:
    """Says for each model what a change means for its functions and its checkpoints.

    OLD and NEW are specs. Layers are found by what they read, whatever they are called, and
    compared by their maps: in numbers, with one channel, on random inputs, in double precision;
    products of irreps by their exact couplings. Needs torch. Exit code 1 where a checkpoint cannot
    be carried over.
    """
    from symc.cli.failures import guard
    from symc.cli.inputs import one_input
    from symc.compare import compare

    with guard(f"{old} and {new}"):
        modules = [each.understand(each.source(), settings) for each in map(one_input, (old, new))]
        found = compare(*modules)
    if folder is not None:
        _write(found, folder, as_json)
    if as_json:
        print_json("diff", exitCode=_code(found), models=[_data(each) for each in found])
    else:
        for each in found:
            _say(each)
    return _code(found)


def _code(found: "tuple[Compared, ...]") -> int:
    return CHANGED if any(each.verdict == "not" for each in found) else 0


def _say(found: "Compared") -> None:
    from symc.compare import SPACES

    click.echo(
        f"{click.style(found.model, bold=True)}: {SPACES[found.contained]}; {WORDS[found.verdict]}"
    )
    for line in (found.reason, *found.notes):
        click.echo(f"    {line}")
    for layer in found.layers:
        if layer.contained != "same":
            counts = f"{layer.old:,} -> {layer.new:,} maps per pair of channels"
            click.echo(f"    {layer.name}: {layer.contained}, {counts}  {layer.text}")


def _data(found: "Compared") -> dict[str, object]:
    return {
        "model": found.model,
        "checkpoint": found.verdict,
        "functions": found.contained,
        "reason": found.reason,
        "notes": list(found.notes),
        "layers": [
            {
                "name": layer.name,
                "text": layer.text,
                "functions": layer.contained,
                "before": layer.old,
                "now": layer.new,
            }
            for layer in found.layers
        ],
    }


def _write(found: "tuple[Compared, ...]", folder: str, quiet: bool) -> None:
    from pathlib import Path

    from symc.cli.outputs import WRITTEN, Output, write_all
    from symc.compare import written

    outputs = [
        Output(Path(folder) / f"migrate_{each.model.lower()}.py", written(each), WRITTEN)
        for each in found
        if each.verdict == "migrates"
    ]
    write_all(outputs)
    for output in outputs:
        click.echo(f"{output.path}: written", err=quiet)
