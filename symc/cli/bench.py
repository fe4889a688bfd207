"""`symc bench`."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from symc.cli.options import as_json, print_json, settings

if TYPE_CHECKING:
    from symc.bench import Bench

LARGEST = 4_096


@click.command(short_help="Time models and layers beside their dense and naive forms.")
@click.argument("spec", metavar="SPEC[::MODEL]")
@click.option("--sizes", metavar="N,N,...", default="8,16,32,64", help="Lengths of free axes.")
@click.option("--batch", type=click.IntRange(1, 65_536), default=8, help="Items of a batch.")
@click.option("--device", default="cpu", help="cpu or cuda.")
@click.option("--threads", type=click.IntRange(1, 1_024), default=1, help="Threads of the CPU.")
@click.option("--seconds", type=click.FloatRange(0.001, 60), default=0.2, help="Of each number.")
@click.option("--compile", "compiled", is_flag=True, help="With torch.compile, too.")
@click.option("--plot", metavar="FILE.svg", help="Draw how time grows with n.")
@click.option("--force", is_flag=True, help="Overwrite a file that is no picture of symc's.")
@settings
@as_json
def bench(
    spec: str,
    sizes: str,
    batch: int,
    device: str,
    threads: int,
    seconds: float,
    compiled: bool,
    plot: str | None,
    force: bool,
    settings: dict[str, str],
    as_json: bool,
) -> int:
    """Times the models of a spec and each of their layers on this machine.

    The dense form of a layer is one matrix over all entries and channels, of a bilinear one over
    all pairs of entries. The naive form applies each basis map by itself. The whole model has both
    forms, too: every linear and bilinear layer in that form, with the weights of the generated
    model. A form is timed if it gives what the generated one gives; one that does not is told,
    and the exit code is 1. Forward, and forward with backward; medians. Bytes are those at the
    peak beyond input and output.
    """
    from symc.cli.failures import guard
    from symc.cli.progress import progress
    from symc.cli.tensors import need_torch
    from symc.cli.verify import opened_spec

    wanted = _sizes(sizes)
    if seconds != seconds:
        raise click.BadParameter("nan is no number of seconds", param_hint="--seconds")
    need_torch()
    from symc.bench import Settings, on_threads
    from symc.bench import bench as measured

    _check_device(device)
    with guard(spec.partition("::")[0]):
        opened = opened_spec(spec, None, settings)
        asked = Settings(wanted, batch, device, compiled, seconds)
        with on_threads(threads):
            found = measured(opened, asked, lambda steps: progress(steps, "timing", as_json))
        if plot is not None:
            _draw(found, Path(plot), force)
    code = 1 if found.differing else 0
    if as_json:
        print_json("bench", exitCode=code, **found.to_json())
    else:
        from symc.cli.timings import lines

        for line in lines(found):
            click.echo(line)
    return code


def _sizes(word: str) -> tuple[int, ...]:
    try:
        found = tuple(sorted({int(each) for each in word.split(",")}))
    except ValueError:
        found = ()
    if not found or found[0] < 1 or found[-1] > LARGEST:
        raise click.BadParameter(
            f"{word!r} is no list of numbers from 1 to {LARGEST:,}, as in 8,16,32",
            param_hint="--sizes",
        )
    return found


def _check_device(device: str) -> None:
    from symc.bench import has_cuda
    from symc.errors import bench as errors
    from symc.report import CompileError

    if device not in ("cpu", "cuda"):
        raise click.BadParameter(f"{device!r} is neither cpu nor cuda", param_hint="--device")
    if device == "cuda" and not has_cuda():
        raise CompileError(errors.no_device())


def _draw(found: "Bench", path: Path, force: bool) -> None:
    from symc.bench import growth_plot
    from symc.cli.outputs import planned_picture, write_all

    write_all([planned_picture(path, growth_plot(found), force)])
