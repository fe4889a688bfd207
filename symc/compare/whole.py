"""A spec, solved and planned, and what its models learn."""

from dataclasses import dataclass, replace
from functools import cached_property

from symc.compare.leveled import levels_of
from symc.compare.moves import shape_of
from symc.compare.parted import Parted, parted
from symc.compare.places import Ports, ports
from symc.compare.solved_sides import Side, side
from symc.ir.enforcement import Canonical
from symc.ir.model import Model, Module, Node
from symc.ir.parameters import Parameter
from symc.ir.plan import Foreign, Plan, Scheduled, Stage
from symc.ir.solution import Basis, Solution
from symc.ir.submodels import Submodule
from symc.schedule import schedule
from symc.solve import solve

Shapes = tuple[tuple[str, tuple[int, ...]], ...]


@dataclass(frozen=True)
class Whole:
    """A spec, solved and planned."""

    module: Module
    solution: Solution
    plan: Plan

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of its models."""
        return tuple(model.name for model in self.module.models)

    @cached_property
    def reads(self) -> dict[str, "Read"]:
        """Every model, by its name."""
        return {name: self._read(name) for name in self.names}

    def _read(self, name: str) -> "Read":
        (written,) = (m for m in self.module.models if m.name == name)
        (scheduled,) = (m for m in self.plan.models if m.model.name == name)
        (solved,) = (m for m in self.solution.models if m.model.name == name)
        return Read(written, scheduled, {b.node.name: b for b in solved.bases}, self)


@dataclass(frozen=True)
class Read:
    """A model as it was written, as it is computed, and its bases by the names of layers."""

    written: Model
    scheduled: Scheduled
    bases: dict[str, Basis]
    whole: Whole
    parted: Parted | None = None

    def beside(self, new: "Read") -> "Read":
        """An old model next to a new one: in pieces, where smaller groups cut its tensors."""
        found = parted(self.written, new.written)
        return self if found is None else replace(self, written=found.model, parted=found)

    @cached_property
    def ports(self) -> dict[str, Ports]:
        """What is left of the inputs and outputs of layers, by their names."""
        return {
            node.name: self.left(node) for node in self.written.nodes if node.name in self.bases
        }

    def left(self, node: Node) -> Ports:
        """What is left of the inputs and outputs of a layer."""
        if self.parted is None:
            return ports(node, self.bases[node.name].node)
        return self.parted.ports(node.name, self._whole(node.name))

    def _whole(self, name: str) -> Ports:
        (before,) = (m for m in self.whole.module.models if m.name == self.written.name)
        (node,) = (each for each in before.nodes if each.name == name)
        return ports(node, self.bases[name].node)

    def side(self, node: Node) -> Side:
        """A linear or bilinear layer, with its probe."""
        basis, stage = self.bases[node.name], self.stages[node.name]
        if self.parted is None:
            return side(node, basis, stage, self.written, self.left(node))
        (before,) = (m for m in self.whole.module.models if m.name == self.written.name)
        made = side(node, basis, stage, before, self.left(node))
        inputs, outputs = self.parted.within(node.name, self._whole(node.name))
        return replace(made, probe=made.probe.within(node, inputs, outputs, self.written))

    @cached_property
    def stages(self) -> dict[str, Stage]:
        """What is computed, by the names of layers."""
        return {stage.name: stage for stage in self.scheduled.stages}

    @cached_property
    def nodes(self) -> dict[str, Node]:
        """Operations as they are computed, by their names."""
        return {node.name: node for node in self.scheduled.model.nodes}

    def dense(self, name: str) -> tuple[Parameter, ...] | None:
        """The parameters of a perceptron's layer, which a product may make."""
        if name in self.stages:
            return self.stages[name].parameters
        for node in self.scheduled.model.nodes:
            giver = getattr(node.op, "giver", None)
            if giver is not None and giver.name == name:
                return self.stages[node.name].parameters[:2]
        return None

    @cached_property
    def modules(self) -> dict[str, Submodule]:
        """The modules that it calls, by the names of calls."""
        steps = ((stage.name, step) for stage in self.scheduled.stages for step in stage.steps)
        return {name: step for name, step in steps if isinstance(step, Submodule)}

    @cached_property
    def networks(self) -> tuple[tuple[str, str], ...]:
        """The attributes that hold networks which canonicalize, and the models that these are."""
        surface = self.written.surface
        enforced = () if surface is None else surface.enforced
        return tuple(
            (f"{each.group.name.lower()}_network", each.method.network)
            for each in enforced
            if isinstance(each.method, Canonical)
        )

    @cached_property
    def foreign(self) -> dict[str, str]:
        """The attributes that hold modules of the user's, by the names of calls."""
        steps = ((stage.name, step) for stage in self.scheduled.stages for step in stage.steps)
        return {name: step.module for name, step in steps if isinstance(step, Foreign)}

    @cached_property
    def shapes(self) -> Shapes:
        """All parameters that it learns, those of modules that it calls among them."""
        stages = self.scheduled.stages
        found = [(p.name, shape_of(p)) for stage in stages for p in stage.parameters]
        found += [(name, (1,)) for name in levels_of(self.scheduled)]
        held = [(step.module, step.name) for step in self.modules.values()]
        for module, model in (*held, *self.networks):
            inner = self.whole.reads[model].shapes
            found += [(f"{module}.{name}", shape) for name, shape in inner]
        return tuple(found)


def whole(module: Module) -> Whole:
    """A spec, through the first half of the compiler."""
    solution = solve(module)
    return Whole(module, solution, schedule(solution))
