"""`symc migrate`."""

from pathlib import Path

import click

from symc.cli.options import settings


@click.command(short_help="Carry a checkpoint over to a changed spec.")
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.argument("checkpoint", metavar="CHECKPOINT", type=click.Path(path_type=Path))
@click.option(
    "-o", "--output", "path", required=True, metavar="FILE", type=click.Path(path_type=Path)
)
@click.option("--model", metavar="NAME", help="The model, where the spec has several.")
@settings
def migrate(
    old: str, new: str, checkpoint: Path, path: Path, model: str | None, settings: dict[str, str]
) -> int:
    """Writes the weights with which a model of NEW computes what one of OLD did with a checkpoint.

    From a group to a subgroup of it the function is kept exactly: the old maps are written in the
    larger basis, and what is new starts at zero. Where functions would be lost nothing is written.
    CHECKPOINT and FILE are .pt or .safetensors. Needs torch.
    """
    from symc.cli.failures import guard
    from symc.cli.inputs import one_input
    from symc.compare import migrated, read_checkpoint, write_checkpoint
    from symc.files import shown

    with guard(shown(checkpoint)):
        modules = [each.understand(each.source(), settings) for each in map(one_input, (old, new))]
        state = read_checkpoint(checkpoint)
        name, weights = migrated(modules[0], modules[1], state, model, shown(checkpoint))
        write_checkpoint(path, weights)
    click.echo(f"{shown(path)}: written, the weights of {name}")
    return 0
