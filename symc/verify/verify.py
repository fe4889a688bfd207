"""Everything that can be looked at in a module, and what was found."""

from collections.abc import Callable, Iterable, Iterator

from symc.verify.checkpoints import State, model_of
from symc.verify.loading import Opened
from symc.verify.results import Verification
from symc.verify.steps import Finding, Step, Subject, report, steps, subject

SAMPLES, FEW = 16, 4
"""How many inputs and elements are tried for one distribution; with `quick`, fewer."""

Over = Callable[[list[tuple[Subject, Step]]], Iterable[tuple[Subject, Step]]]
"""Goes through the steps, for a bar that shows how far it is."""


def verify(
    opened: Opened,
    spec: str,
    module: str | None = None,
    checkpoint: tuple[str, State] | None = None,
    quick: bool = False,
    over: Over = iter,
) -> Verification:
    """Looks at every model; with a checkpoint, at the one that it belongs to."""
    subjects = _subjects(opened, checkpoint)
    planned = [(each, step) for each in subjects for step in _steps(each, quick)]
    found: dict[str, list[Finding]] = {each.model.name: [] for each in subjects}
    for each, step in over(planned):
        found[each.model.name] += step.findings()
    models = tuple(report(each, found[each.model.name]) for each in subjects)
    return Verification(spec, module, checkpoint[0] if checkpoint else None, models)


def _subjects(opened: Opened, checkpoint: tuple[str, State] | None) -> list[Subject]:
    if checkpoint is None:
        return [subject(opened, model) for model in opened.meaning.models]
    shown, state = checkpoint
    return [subject(opened, model_of(opened, state, shown), state)]


def _steps(each: Subject, quick: bool) -> Iterator[Step]:
    yield from steps(each, FEW if quick else SAMPLES)
