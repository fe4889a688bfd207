"""`symc list`."""

import click

from symc.cli.options import as_json, print_json
from symc.vocabulary import GROUPS, LEVELS

THINGS = ("groups", "layers", "functions", "levels")


@click.command("list", short_help="List groups, layers, functions or levels.")
@click.argument("things", type=click.Choice(THINGS))
@as_json
def list_(things: str, as_json: bool) -> int:
    """Lists what specs can name.

    Layers learn weights, functions do not. `symc explain NAME` says more about each.
    """
    match things:
        case "groups":
            rows = _groups()
        case "levels":
            rows = [(level.name, *_halves(level.summary)) for level in LEVELS]
        case _:
            rows = _kinds(things == "layers")
    if as_json:
        names = [{"name": name, "usage": usage, "summary": text} for name, usage, text in rows]
        print_json("list", exitCode=0, things=things, entries=names)
        return 0
    width = max(len(usage) for _, usage, _ in rows)
    for _, usage, text in rows:
        click.echo(f"{click.style(f'{usage:{width}}', bold=True)}  {text}".rstrip())
    return 0


def _groups() -> list[tuple[str, str, str]]:
    from symc.algebra import FAMILIES

    families = [(family.name, *_halves(family.summary)) for family in FAMILIES]
    return [*families, *((each.name, *_halves(each.summary)) for each in GROUPS)]


def _kinds(learning: bool) -> list[tuple[str, str, str]]:
    from symc.layers import LAYERS

    return [(k.name, *_halves(k.summary)) for k in LAYERS if _learns(k.example) == learning]


def _halves(summary: str) -> tuple[str, str]:
    """`linear(a -> T)` and what stands behind its colon."""
    usage, _, text = summary.partition(": ")
    return usage, text


def _learns(example: str) -> bool:
    """Whether a call of the kind, as in its example, has weights."""
    from symc.check import check
    from symc.ir.model import Attention, Bilinear, LayerNorm, Linear
    from symc.parse import parse
    from symc.report import Source

    module = check(parse(Source("example.sym", example)), lambda path: None, {})
    ops = [node.op for model in module.models for node in model.nodes]
    return any(isinstance(op, Linear | Bilinear | LayerNorm | Attention) for op in ops)
