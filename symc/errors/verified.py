"""Diagnostics SYM70x-72x: modules and checkpoints that are verified against a spec."""

from symc.errors.catalogue import diagnostic, error
from symc.report import Diagnostic


@diagnostic("SYM701")
def not_sealed(path: str, edited: bool) -> Diagnostic:
    """A module to be verified that symc did not write, or that was edited since.

    The last line of a generated file is a seal over all the others. What was changed by hand is no
    longer what the compiler vouches for, and is not executed. Compile the spec again, and verify
    that.
    """
    state = "was edited after symc wrote it" if edited else "was not written by symc"
    return error(
        f"`{path}` {state}; it is not executed",
        helps=("compile the spec again, or leave the module out to verify what it compiles to",),
        kind="file",
    )


@diagnostic("SYM702")
def other_spec(path: str, spec: str, difference: str) -> Diagnostic:
    """A module and a spec that do not belong together.

    A generated file quotes its spec. Where that means something else than the spec that is given,
    the module is not executed.
    """
    return error(
        f"`{path}` was not compiled from `{spec}`; it is not executed",
        notes=(difference,),
        helps=(f"`symc compile {spec}` writes its module",),
        kind="file",
    )


@diagnostic("SYM703")
def other_weights(path: str, spec: str, model: str, difference: str) -> Diagnostic:
    """A module whose models have other weights than the spec says.

    The text of the spec is the same, and so a param or an imported file must be another: give the
    same `--set` as when it was compiled.
    """
    return error(
        f"`{model}` of `{path}` has other weights than `{spec}` describes",
        notes=(difference,),
        helps=("give the same `--set` as to `symc compile`",),
        kind="file",
    )


@diagnostic("SYM705")
def other_shapes(path: str, model: str, differences: tuple[str, ...]) -> Diagnostic:
    """A checkpoint with other names or shapes than the model."""
    return error(
        f"the checkpoint `{path}` is not one of `{model}`",
        notes=differences,
        kind="file",
    )


@diagnostic("SYM706")
def no_numbers(path: str, name: str) -> Diagnostic:
    """A checkpoint in which a weight is infinite or no number."""
    return error(f"`{name}` in the checkpoint `{path}` is not finite", kind="file")


@diagnostic("SYM707")
def no_torch() -> Diagnostic:
    """A command that runs generated modules, on a Python without torch."""
    return error(
        "this command runs generated modules, and torch is not installed",
        helps=('`pip install "symc[tools]"`',),
        kind="file",
    )


@diagnostic("SYM708")
def not_run(path: str, why: str, help_: str = "") -> Diagnostic:
    """A module that fails when it is imported or when its models are made.

    A model with an `extern` module needs that one, from a folder on PYTHONPATH.
    """
    helps = (help_,) if help_ else ()
    return error(f"`{path}` cannot be used: {why}", helps=helps, kind="file")


@diagnostic("SYM709")
def which_model(path: str, fitting: tuple[str, ...]) -> Diagnostic:
    """A checkpoint that fits several models of a spec."""
    names = ", ".join(f"`{name}`" for name in fitting)
    return error(
        f"the checkpoint `{path}` fits several models: {names}",
        helps=(f"name one, as in `symc verify file.sym::{fitting[0]}`",),
        kind="file",
    )
