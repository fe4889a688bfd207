"""`symc verify`."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from symc.cli.options import as_json, print_json, settings

if TYPE_CHECKING:
    from symc.verify import Opened, Verification

FAILED = 1


@click.command(short_help="Measure whether modules are what their spec says.")
@click.argument("spec", metavar="SPEC[::MODEL]")
@click.argument("module", required=False)
@click.option("--checkpoint", metavar="FILE", help="Weights: a state_dict, or safetensors.")
@click.option("--quick", is_flag=True, help="Fewer samples, and no software guarantees.")
@click.option("--all", "everything", is_flag=True, help="Inductor and AOTInductor, too.")
@settings
@as_json
def verify(
    spec: str,
    module: str | None,
    checkpoint: str | None,
    quick: bool,
    everything: bool,
    settings: dict[str, str],
    as_json: bool,
) -> int:
    """Measures a spec, or a generated MODULE against its spec, with random inputs and elements.

    Errors of equivariance under every group, controls that must fail, ranks of all weights,
    derivatives, masks, batches and software guarantees. Exits with 1 if anything fails.
    """
    from symc.cli.failures import guard
    from symc.cli.progress import progress
    from symc.cli.tensors import need_torch

    if quick and everything:
        raise click.UsageError("--quick and --all do not go together")
    need_torch()
    from symc.verify import read_checkpoint
    from symc.verify import verify as measured

    with guard(spec.partition("::")[0]):
        opened = opened_spec(spec, module, settings)
        weights = None
        if checkpoint is not None:
            weights = (checkpoint, read_checkpoint(Path(checkpoint), checkpoint))
        found = measured(
            opened,
            spec,
            module,
            weights,
            "quick" if quick else "all" if everything else "usual",
            lambda steps: progress(steps, "verifying", as_json),
        )
    code = 0 if found.ok else FAILED
    if as_json:
        print_json("verify", exitCode=code, **found.to_json())
    else:
        _show(found)
    return code


def opened_spec(word: str, module: str | None, settings: dict[str, str]) -> "Opened":
    """A spec, or those of its models that a word names, with a module that claims to be it."""
    from dataclasses import replace

    from symc.cli.inputs import one_input
    from symc.cli.models import chosen_models
    from symc.verify import open_module

    path, _, wanted = word.partition("::")
    each = one_input(path)
    meaning = each.understand(each.source(), settings)
    text = _text(module) if module is not None else None
    opened = open_module(meaning, each.name, module or "", text)
    if not wanted:
        return opened
    kept = chosen_models(meaning.models, path, wanted)
    places = [meaning.models.index(model) for model in kept]
    return replace(
        opened,
        meaning=replace(meaning, models=kept),
        solution=replace(opened.solution, models=tuple(opened.solution.models[i] for i in places)),
        plan=replace(opened.plan, models=tuple(opened.plan.models[i] for i in places)),
    )


def _text(path: str) -> str:
    from symc.errors import files as errors
    from symc.files import reason
    from symc.report import CompileError

    try:
        return Path(path).read_bytes().decode("utf-8")
    except FileNotFoundError:
        raise CompileError(errors.missing(path)) from None
    except (OSError, UnicodeDecodeError) as problem:
        raise CompileError(errors.unreadable(path, reason(problem))) from None


def _show(found: "Verification") -> None:
    from symc.cli.verdicts import lines

    for line in lines(found):
        click.echo(line)
