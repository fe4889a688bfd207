"""`symc report`."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from symc.cli.options import settings

if TYPE_CHECKING:
    from symc.dossier.data import Data
    from symc.dossier.page import Chapter
    from symc.ir.model import Model
    from symc.verify import Opened, State

MARK = "<title>symc report: "


@click.command(short_help="Write a page about a spec: bases, costs, levels, errors over orbits.")
@click.argument("spec", metavar="SPEC[::MODEL]")
@click.argument("module", required=False)
@click.option("-o", "--output", "path", required=True, metavar="FILE.html", help="The page.")
@click.option("--checkpoint", metavar="FILE", help="Weights: a state_dict, or safetensors.")
@click.option("--data", metavar="FILE.npz", help="Inputs by argument, edges too; perhaps `labels`.")
@click.option("--quick", is_flag=True, help="Draw and count only; measure orbits, nothing else.")
@click.option("--force", is_flag=True, help="Overwrite a file that is no report of symc's.")
@settings
def report(
    spec: str,
    module: str | None,
    path: str,
    checkpoint: str | None,
    data: str | None,
    quick: bool,
    force: bool,
    settings: dict[str, str],
) -> int:
    """Writes one self-contained HTML file about the models of a spec.

    The spec, every model as a graph of typed values, the basis of every layer drawn, counts and
    costs, levels and certificates, measured errors, and plots of the error over the orbits of each
    group, with random inputs or with --data. Nothing in the page runs or is loaded from elsewhere.
    """
    from symc.cli.failures import guard
    from symc.cli.outputs import WRITTEN, Output, write_all
    from symc.cli.tensors import need_torch
    from symc.cli.verify import opened_spec

    need_torch()
    from symc.dossier.page import Report, page
    from symc.files import shown
    from symc.version import VERSION

    with guard(spec.partition("::")[0]):
        opened = opened_spec(spec, module, settings)
        state = _state(checkpoint)
        chosen = _chosen(opened, state, spec, checkpoint, data)
        held = _data(data, chosen)
        chapters = tuple(_chapter(opened, model, state, held, quick) for model in chosen)
        weights = f"Weights of {shown(Path(checkpoint))}." if checkpoint else "Random weights."
        text = page(Report(opened.meaning.name, opened.meaning.text, weights, VERSION, chapters))
        target = Path(path)
        _check_overwrite(target, force)
        write_all([Output(target, text, WRITTEN)])
    names = ", ".join(model.name for model in chosen)
    click.echo(f"{shown(target)}: {names}, {len(text.encode()) // 1024} KiB")
    return 0


def _state(checkpoint: str | None) -> "State | None":
    from symc.verify import read_checkpoint

    return None if checkpoint is None else read_checkpoint(Path(checkpoint), checkpoint)


def _chosen(
    opened: "Opened", state: "State | None", spec: str, checkpoint: str | None, data: str | None
) -> "tuple[Model, ...]":
    """All models; with weights the one that they belong to."""
    from symc.errors import dossier as errors
    from symc.report import CompileError
    from symc.verify import model_of

    if state is not None:
        return (model_of(opened, state, checkpoint or ""),)
    models = opened.meaning.models
    if data is not None and len(models) != 1:
        raise CompileError(errors.one_model(spec, tuple(model.name for model in models)))
    return models


def _data(path: str | None, chosen: "tuple[Model, ...]") -> "Data | None":
    from symc.dossier import read_data

    return None if path is None else read_data(Path(path), chosen[0])


def _chapter(
    opened: "Opened", model: "Model", state: "State | None", data: "Data | None", quick: bool
) -> "Chapter":
    from symc.cli.progress import progress
    from symc.dossier import measure
    from symc.dossier.page import Chapter
    from symc.dossier.promises import promises
    from symc.explain import explain
    from symc.verify.steps import report, steps, subject

    each = subject(opened, model, state)
    place = opened.meaning.models.index(model)
    account = explain(opened.solution, opened.plan)[place]
    found = None
    if not quick:
        looked = [step.findings() for step in progress(list(steps(each, 4)), "measuring")]
        found = report(each, [finding for findings in looked for finding in findings])
    return Chapter(account, opened.solved(model), found, measure(each, data), promises(each.net()))


def _check_overwrite(path: Path, force: bool) -> None:
    from symc.errors import files as errors
    from symc.files import check_target, shown
    from symc.report import CompileError

    check_target(path)
    try:
        there = path.read_bytes()[:4096].decode("utf-8", errors="replace")
    except OSError:
        return
    if there.strip() and MARK not in there and not force:
        raise CompileError(errors.not_ours(shown(path), False))
