"""`symc migrate`."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from symc.cli.options import settings

if TYPE_CHECKING:
    from symc.compare import Compared, State


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
    from symc.compare import carry, compare, read_checkpoint, write_checkpoint
    from symc.errors import compare as errors
    from symc.files import shown
    from symc.report import CompileError

    with guard(shown(checkpoint)):
        modules = [each.understand(each.source(), settings) for each in map(one_input, (old, new))]
        state = read_checkpoint(checkpoint)
        found = _chosen(compare(*modules), state, model, shown(checkpoint))
        if found.verdict == "not":
            from symc.cli.diff import SPACES

            raise CompileError(
                errors.no_migration(found.model, found.reason, SPACES[found.contained])
            )
        write_checkpoint(path, carry(found.moves, state))
    click.echo(f"{shown(path)}: written, the weights of {found.model}")
    return 0


def _chosen(
    found: "tuple[Compared, ...]", state: "State", model: str | None, path: str
) -> "Compared":
    """The model whose weights a checkpoint holds."""
    from symc.compare import differences
    from symc.errors import compare as errors
    from symc.report import CompileError

    named = [each for each in found if model in (None, each.model)]
    if not named:
        raise CompileError(errors.which_model(path, tuple(each.model for each in found)))
    wrong = {each.model: differences(each, state) for each in named}
    fits = [each for each in named if not wrong[each.model]]
    if len(fits) == 1:
        return fits[0]
    if len(named) == 1:
        (only,) = named
        raise CompileError(errors.foreign_checkpoint(path, only.model, wrong[only.model]))
    raise CompileError(errors.which_model(path, tuple(each.model for each in fits or named)))
