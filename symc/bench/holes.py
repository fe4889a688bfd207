"""A model with a place for a module of any kind where each of its layers was."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from types import ModuleType

from symc.bench.alone import Alone
from symc.emit import lay_out, render
from symc.emit.backends.torch.submodules import submodules
from symc.ir.model import Bilinear, Extern, Linear, Node
from symc.ir.plan import Foreign, Scheduled
from symc.ir.solution import Solution, Solved
from symc.schedule import schedule
from symc.verify.loading import run_text

HOLLOW = "torch.nn:Identity"
"""What is in the places until they are filled."""


@dataclass(frozen=True, slots=True)
class Hollow:
    """A generated module of models with places; `places` are the attributes by model and node."""

    module: ModuleType
    places: dict[str, dict[str, str]]
    inner: dict[str, dict[str, str]]


def hollow(solution: Solution, layers: Iterable[Iterable[Alone]]) -> Hollow:
    """All models with a place for every layer of theirs that can stand alone.

    `inner` are the attributes of the models that a model holds, and which models these are.
    """
    models = zip(solution.models, layers, strict=True)
    made = tuple(_with_places(solved, tuple(own)) for solved, own in models)
    plan = schedule(replace(solution, models=made))
    module = run_text(render(lay_out(plan)), "hollow.py")
    places = {each.model.name: _places(each) for each in plan.models}
    inner = {
        each.model.name: {step.module: step.name for step in submodules(each)}
        for each in plan.models
    }
    return Hollow(module, places, inner)


def _with_places(solved: Solved, layers: tuple[Alone, ...]) -> Solved:
    named = {name for layer in layers for name in layer.nodes}
    nodes = tuple(_place(node) if node.name in named else node for node in solved.model.nodes)
    bases = tuple(basis for basis in solved.bases if basis.node.name not in named)
    return Solved(replace(solved.model, nodes=nodes), bases)


def _place(node: Node) -> Node:
    assert isinstance(node.op, Linear | Bilinear)
    op = Extern("place", HOLLOW, (1,) * len(node.inputs))
    return replace(node, op=op)


def _places(model: Scheduled) -> dict[str, str]:
    return {
        stage.name: step.module
        for stage in model.stages
        for step in stage.steps
        if isinstance(step, Foreign) and step.path == HOLLOW
    }
