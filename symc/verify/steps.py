"""All that is looked at in one model, step by step; a step that raises has failed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from time import perf_counter
from typing import Any, Literal, TypeAlias

import torch
from torch import nn

from symc.checkpoints import State
from symc.ir.breakers import Feed
from symc.ir.model import Model
from symc.ir.symmetry import Group
from symc.verify.acting import movers_of
from symc.verify.agreement import agreement
from symc.verify.behaviour import Look, applicable, spread, varies
from symc.verify.checkpoints import randomise
from symc.verify.controls import control
from symc.verify.edges import is_sited
from symc.verify.enforced import (
    around,
    described,
    externs,
    inexact,
    is_random,
    steady,
    straight_through,
)
from symc.verify.equivariance import measure
from symc.verify.fits import fits, is_fitted, with_exact_products
from symc.verify.gradients import gradients
from symc.verify.graphs import on_graphs
from symc.verify.heard import is_heard
from symc.verify.kernels import has_kernels, kernels, uninterpreted
from symc.verify.layers import Layer, layers_of, means, ranks, repeated, sizes_for
from symc.verify.level_results import GroupLevel
from symc.verify.levels import errors_under, kept_subgroups, level_findings, loosened, snapped
from symc.verify.loading import Opened
from symc.verify.native import has_native, native, unbuilt
from symc.verify.nodes import nodes, starts
from symc.verify.probe import Hidden
from symc.verify.results import Around, Check, Control, Errors, ModelReport, Rank, Spread
from symc.verify.values import free_sizes, kind_of
from symc.verify.workers import asked

Finding: TypeAlias = Errors | Control | Rank | Check | Spread | GroupLevel | Around

Kind = Literal["generators", "far"]
KINDS: tuple[Kind, ...] = ("generators", "far")

ONE_BY_ONE = ("masks", "batch axes", "graphs of several sizes")
"""What compares items of a batch with items alone."""

LARGEST_RANK = 1_500
"""The largest family of maps whose rank is computed."""


@dataclass(frozen=True, slots=True)
class Step:
    """Something to look at, by name."""

    name: str
    run: Callable[[], list[Finding]] = field(repr=False)

    def findings(self) -> list[Finding]:
        """What was found; whatever is raised is a failure, and says so."""
        start = perf_counter()
        try:
            found = self.run()
        except Exception as problem:
            why = f"{type(problem).__name__}: {problem}".strip()
            return [Check(self.name, "failed", why[:300], perf_counter() - start)]
        return found


@dataclass(frozen=True, slots=True)
class Subject:
    """A model to look at: its spec, its module, its weights and the sizes to try.

    `fits` says what stands in the place of products that are not exact.
    """

    opened: Opened
    model: Model
    state: "State | None"
    sizes: dict[str, int]
    fits: str = ""

    def net(self, dtype: torch.dtype = torch.float64, again: bool = False) -> nn.Module:
        """The model with the weights of the checkpoint, or random ones.

        Random elements are the same in every call, or with `again` others each time.
        """
        made = self.opened.make(self.model, dtype)
        if is_random(self.model) and not again:
            steady(made)
        if self.state is None:
            return on_graphs(randomise(made), self.model)
        kind = kind_of(self.model, dtype)
        made.load_state_dict({name: value.to(kind) for name, value in self.state.items()})
        return on_graphs(made, self.model)

    @property
    def seen(self) -> Model:
        """The model with the types that its user sees."""
        return self.model.seen

    def random(self) -> nn.Module:
        """The model with random weights, whatever the checkpoint."""
        return randomise(self.opened.make(self.model))


def subject(opened: Opened, model: Model, state: "State | None" = None) -> Subject:
    """A model at small sizes that all differ."""
    sizes = {size: 5 + 2 * (i % 2) - i // 2 for i, size in enumerate(free_sizes(model))}
    return Subject(opened, model, state, {size: max(n, 3) for size, n in sizes.items()})


def steps(subject: Subject, samples: int) -> Iterator[Step]:
    """Everything but the software guarantees."""
    exact = subject
    if is_fitted(subject.opened, subject.model):
        yield Step("fits", partial(_fits, subject))
        exact = _exact(subject)
    for name, path in externs(subject.model).items():
        yield Step(f"extern {name}", partial(_extern, subject, name, path))
    for group in movers_of(subject.seen):
        if group in inexact(subject.model):
            yield Step(f"{group.name} from outside", partial(_around, subject, group))
            continue
        for dtype in (torch.float64, torch.float32):
            if group in loosened(subject.model):
                continue
            for elements in KINDS:
                name = f"equivariance under {group.name}"
                yield Step(name, partial(_errors, exact, group, elements, dtype, samples))
        yield Step(f"control of {group.name}", partial(_control, exact, group))
    if loosened(subject.model):
        yield Step("levels", partial(_levels, exact))
        for sub, group in kept_subgroups(subject.model).items():
            name = f"equivariance under {sub.name}"
            yield Step(name, partial(_errors_under, exact, sub, group, samples))
    yield Step("variance", partial(_spread, subject))
    for name, why, check in applicable(subject.seen):
        if name in ONE_BY_ONE and is_random(subject.model):
            why = "every item is moved by random elements of its own"
        # At small sizes, too, a model commutes with its groups.
        each = exact if name == "small sizes" else subject
        yield Step(name, partial(_checked, name, why, each, check))
    why = straight_through(subject.model)
    yield Step("gradients", partial(_checked, "gradients", why, subject, gradients))
    yield Step("nodes", partial(_nodes, subject))
    yield Step("layers", partial(_layers, subject))
    told = (subject.opened, subject.model, subject.sizes)
    if has_kernels(subject.opened):
        yield Step("kernels", partial(asked, "kernels", uninterpreted, kernels, *told))
    if has_native(subject.opened):
        yield Step("C++", partial(asked, "C++", unbuilt, native, *told))
    if subject.opened.module is not subject.opened.fresh:
        yield Step("agreement", partial(_agreement, subject))


def _extern(subject: Subject, name: str, path: str) -> list[Finding]:
    """Where a module of the user's is from; its own code is run, as `symc verify` says."""
    held = [m for m in subject.net().modules() if type(m).__module__ == path.partition(":")[0]]
    count = sum(p.numel() for m in held[:1] for p in m.parameters())
    return [Check(f"extern {name}", "passed", f"{path}, {count:,} weights of its own")]


def _around(subject: Subject, group: Group) -> list[Finding]:
    each = inexact(subject.model)[group]
    return [around(subject.model, subject.net(again=True), subject.sizes, each)]


def _errors(
    subject: Subject,
    group: Group,
    elements: Kind,
    dtype: torch.dtype,
    samples: int,
) -> list[Finding]:
    net: Any = subject.net(dtype)
    broken = any(isinstance(n.op, Feed) and n.op.group == group for n in subject.model.nodes)
    if broken:
        net.is_strict = True
    found = measure(subject.seen, net, subject.sizes, group, elements, dtype, samples)
    words = (described(subject.model, group), "strict()" if broken else "", subject.fits)
    return [replace(found, group=", ".join(filter(None, words)))]


def _exact(subject: Subject) -> Subject:
    """The same model with exact products in place of fitted ones."""
    opened, model = with_exact_products(subject.opened, subject.model)
    return replace(subject, opened=opened, model=model, fits="exact products")


def _fits(subject: Subject) -> list[Finding]:
    nets = (subject.net(), _exact(subject).net())
    return [*fits(subject.opened, subject.model, nets, subject.sizes)]


def _levels(subject: Subject) -> list[Finding]:
    return [*level_findings(subject.model, subject.net(), subject.sizes)]


def _errors_under(subject: Subject, sub: Group, group: Group, samples: int) -> list[Finding]:
    return [errors_under(subject.model, subject.net(), subject.sizes, sub, group, samples)]


def _control(subject: Subject, group: Group) -> list[Finding]:
    found = control(subject.seen, subject.net(), subject.sizes, group)
    if not found.ok and not is_heard(subject.opened.solved(subject.model).model, group):
        found = replace(found, skipped="no result depends on what its elements move")
    return [found]


def _spread(subject: Subject) -> list[Finding]:
    found = spread(subject.seen, subject.net(), subject.sizes)
    problem = varies(found)
    return [*found, Check("variance", "failed" if problem else "passed", problem or "")]


def _checked(name: str, skipped: str, subject: Subject, look: Look) -> list[Finding]:
    if skipped:
        return [Check(name, "skipped", skipped)]
    return [timed(name, lambda: look(subject.seen, subject.net(), subject.sizes))]


def _nodes(subject: Subject) -> list[Finding]:
    opened, model = subject.opened, subject.model
    net, stages = snapped(subject.random()), opened.scheduled(model).stages
    return [
        timed("nodes", lambda: nodes(opened, model, net, subject.sizes)),
        timed("start", lambda: starts(stages, opened.make(model))),
    ]


def _agreement(subject: Subject) -> list[Finding]:
    name = "agreement with a module compiled now"
    return [timed(name, lambda: agreement(subject.opened, subject.model, subject.sizes))]


def timed(name: str, look: Callable[[], str | None]) -> Check:
    """A check that finds a problem or None, and how long it took."""
    start = perf_counter()
    problem = look()
    seconds = perf_counter() - start
    return Check(name, "failed" if problem else "passed", problem or "", seconds)


def _layers(subject: Subject) -> list[Finding]:
    """Ranks of all layers with random weights, and means where points can be many."""
    found: list[Finding] = []
    model, net = subject.model, snapped(subject.random())
    for layer in layers_of(subject.opened, model):
        if isinstance(layer, Hidden):
            found.append(Check("rank", "skipped", f"`forward` has no variable {layer}"))
            continue
        found += _layer(model, net, layer, subject.sizes)
    return found


def _layer(model: Model, net: nn.Module, layer: Layer, sizes: dict[str, int]) -> list[Finding]:
    found: list[Finding] = []
    if why := repeated(layer):
        found.append(Check("rank", "skipped", f"{layer.node.text} {why}"))
    else:
        found += ranks(model, net, layer, sizes_for(layer, sizes), LARGEST_RANK)
    if sizes and not is_sited(model):
        problem = means(model, net, layer, sizes)
        found.append(Check("means over points", "failed" if problem else "passed", problem or ""))
    return found


def report(subject: Subject, found: list[Finding]) -> ModelReport:
    """The findings of a model in order."""
    return ModelReport(
        subject.model.name,
        sum(p.numel() for p in subject.opened.make(subject.model).parameters()),
        tuple(each for each in found if isinstance(each, Errors)),
        tuple(each for each in found if isinstance(each, Control)),
        tuple(each for each in found if isinstance(each, Spread)),
        tuple(each for each in found if isinstance(each, Rank)),
        tuple(each for each in found if isinstance(each, Check)),
        tuple(each for each in found if isinstance(each, GroupLevel)),
        tuple(each for each in found if isinstance(each, Around)),
    )
