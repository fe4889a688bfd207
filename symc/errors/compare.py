"""Diagnostics SYM78x: checkpoints, and what a change of a spec does to them."""

from symc.errors.catalogue import diagnostic, error
from symc.report import Diagnostic


@diagnostic("SYM781")
def no_checkpoint(path: str, why: str) -> Diagnostic:
    """A checkpoint that cannot be read or written.

    A checkpoint is the `state_dict` of a generated module: a file that `torch.save` wrote, which is
    read with `weights_only=True` so that nothing in it is executed, or a .safetensors file.
    """
    return error(f"no checkpoint at `{path}`: {why}", kind="file")


@diagnostic("SYM782")
def foreign_checkpoint(path: str, model: str, differences: tuple[str, ...]) -> Diagnostic:
    """A checkpoint of another model, or of another version of it."""
    more = f"and {len(differences) - 8} more" if len(differences) > 8 else ""
    notes = (*differences[:8], *((more,) if more else ()))
    return error(f"`{path}` does not hold the weights of {model}", notes=notes, kind="file")


@diagnostic("SYM783")
def no_migration(model: str, why: str, containment: str) -> Diagnostic:
    """A change that no migration can follow.

    A checkpoint is carried over only where every function of the old model is one of the new model:
    the same operations, on the same channels or more, and of each layer all the maps that it had,
    whatever things are called and in whatever order irreps stand. From a group to a subgroup that
    is so for values of the same shapes.
    """
    return error(f"{model} cannot keep its function: {why}", notes=(containment,), kind="file")


@diagnostic("SYM784")
def which_model(path: str, models: tuple[str, ...]) -> Diagnostic:
    """A checkpoint that belongs to none of the models of a spec, or to several."""
    return error(
        f"`{path}` could belong to {' or '.join(models) or 'no model of the spec'}",
        helps=("name it: `--model NAME`",),
        kind="file",
    )
