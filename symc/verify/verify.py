"""Everything that can be looked at in a module, and what was found."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from functools import partial
from typing import Literal

from symc.checkpoints import State
from symc.verify.checkpoints import model_of
from symc.verify.guarantees import GUARANTEES, Case, Guarantee, look
from symc.verify.loading import Opened
from symc.verify.results import Check, Verification
from symc.verify.steps import Finding, Step, Subject, report, steps, subject, timed
from symc.verify.unrun import watch

SAMPLES, FEW = 16, 4
"""How many inputs and elements are tried for one distribution; with `quick`, fewer."""

UNRUN = "code that differs"
WATCHED = ("agreement", "kernels", "C++")
"""The steps that run a module by every way."""

Over = Callable[[list[tuple[Subject, Step]]], Iterable[tuple[Subject, Step]]]
"""Goes through the steps, for a bar that shows how far it is."""


def verify(
    opened: Opened,
    spec: str,
    module: str | None = None,
    checkpoint: tuple[str, State] | None = None,
    thorough: Literal["quick", "usual", "all"] = "usual",
    over: Over = iter,
) -> Verification:
    """Looks at every model; with a checkpoint, at the one that it belongs to.

    `quick` takes few samples and leaves out the software guarantees, `usual` those of them that
    need a C++ compiler.
    """
    subjects = _subjects(opened, checkpoint)
    planned = [(each, step) for each in subjects for step in _steps(each, thorough)]
    found: dict[str, list[Finding]] = {each.model.name: [] for each in subjects}
    seen = watch(opened)
    for each, step in over(planned):
        with seen.running() if step.name in WATCHED else nullcontext():
            found[each.model.name] += step.findings()
    if seen.places and len(subjects) == len(opened.meaning.models):
        found[subjects[-1].model.name].append(timed(UNRUN, seen.unrun))
    models = tuple(report(each, found[each.model.name]) for each in subjects)
    return Verification(spec, module, checkpoint[0] if checkpoint else None, models)


def _subjects(opened: Opened, checkpoint: tuple[str, State] | None) -> list[Subject]:
    if checkpoint is None:
        return [subject(opened, model) for model in opened.meaning.models]
    shown, state = checkpoint
    return [subject(opened, model_of(opened, state, shown), state)]


def _steps(each: Subject, thorough: str) -> Iterator[Step]:
    yield from steps(each, FEW if thorough == "quick" else SAMPLES)
    if thorough == "quick":
        return
    case = Case(each.opened, each.model, each.state)
    for guarantee in GUARANTEES:
        if guarantee.slow and thorough != "all":
            why = "needs minutes of a C++ compiler: `--all` runs it"
            skipped: Finding = Check(guarantee.name, "skipped", why)
            yield Step(guarantee.name, lambda found=skipped: [found])  # type: ignore[misc]
        else:
            yield Step(guarantee.name, partial(_guaranteed, guarantee, case))


def _guaranteed(guarantee: Guarantee, case: Case) -> list[Finding]:
    return [look(guarantee, case)]
