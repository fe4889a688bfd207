"""Rotations of irreps as forms that are linear in their matrices, made once for each vector."""

from dataclasses import replace
from fractions import Fraction
from itertools import accumulate

from symc.ir.coupling import Coupling, Root
from symc.ir.form import Form, Path, Weights
from symc.ir.irrep_product import Align, Rows, Turn
from symc.ir.plan import Scheduled, Stage, Step


def turning(
    lengths: tuple[int, ...],
    channels: int,
    weight: Rows | None = None,
    *,
    back: bool,
    indexed: bool,
) -> Form:
    """Blocks of these lengths times the matrices of their degrees, or the transposed ones.

    The matrices stand in a row, those of degree l before those of l + 1, row by row. Weights of
    blocks are those of every entry.
    """
    starts = tuple(accumulate(lengths, initial=0))
    paths = tuple(
        Path(start, n * (n - 1) * (n - 2) // 6, start, _matrix(n, back))
        for start, n in zip(starts, lengths, strict=False)
    )
    size = max(path.y + path.sizes[1] for path in paths)
    sizes = (starts[-1], size, starts[-1])
    weights: Weights = "none" if weight is None else "entry"
    return Form(sizes, channels, paths, weights, False, indexed, lengths, back)


def _matrix(n: int, back: bool) -> Coupling:
    pairs = ((i, k) for i in range(n) for k in range(n))
    entries = (Root(i, i * n + k if back else k * n + i, k, Fraction(1)) for i, k in pairs)
    return Coupling((n, n * n, n), tuple(entries))


def aligned_once(model: Scheduled) -> Scheduled:
    """The same model with the rotations of every vector made once, as far as any product needs."""
    degrees: dict[str, int] = {}
    names: dict[str, str] = {}
    for step in (step for stage in model.stages for step in stage.steps):
        if isinstance(step, Align):
            names.setdefault(step.source, step.target)
            degrees[step.source] = max(degrees.get(step.source, 1), step.degree)
    targets = {
        step.target: step.source
        for stage in model.stages
        for step in stage.steps
        if isinstance(step, Align)
    }
    done: set[str] = set()

    def once(step: Step) -> tuple[Step, ...]:
        if isinstance(step, Align):
            if step.source in done:
                return ()
            done.add(step.source)
            return (replace(step, degree=degrees[step.source]),)
        if isinstance(step, Turn):
            source = targets[step.frames]
            form = replace(step.form, sizes=_wide(step.form, degrees[source]))
            return (replace(step, form=form, frames=names[source]),)
        return (step,)

    def shared(stage: Stage) -> Stage:
        return replace(stage, steps=tuple(new for step in stage.steps for new in once(step)))

    return replace(model, stages=tuple(map(shared, model.stages)))


def _wide(form: Form, degree: int) -> tuple[int, int, int]:
    """The sizes of a form that reads some of the matrices up to a degree."""
    n = 2 * degree + 3
    return form.sizes[0], n * (n - 1) * (n - 2) // 6, form.sizes[2]
