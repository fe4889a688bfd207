"""A model as software: what every guarantee is tried on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import torch
from torch import Tensor, nn

from symc.checkpoints import State
from symc.ir.graphs import Edges
from symc.ir.model import Model
from symc.ir.symmetry import Part, Record, Sum, Type
from symc.verify.behaviour import distance
from symc.verify.checkpoints import randomise
from symc.verify.edges import is_sited
from symc.verify.graphs import apart, batch_of, end_to_end
from symc.verify.loading import Opened
from symc.verify.values import Values, draw, free_sizes, kind_of, packed, unpack


class Broken(Exception):
    """A guarantee that does not hold, and why."""


class Inapplicable(Exception):
    """Why there is nothing to try."""


@dataclass(frozen=True)
class Case:
    """A model of an opened spec, with random weights or those of a checkpoint."""

    opened: Opened
    model: Model
    state: "State | None" = None

    @cached_property
    def free(self) -> tuple[str, ...]:
        """The free sizes."""
        return free_sizes(self.model)

    def sizes(self, more: int = 0) -> dict[str, int]:
        """Small sizes that all differ; `more` makes all of them larger."""
        return {size: 4 + i + more for i, size in enumerate(self.free)}

    def net(self, dtype: torch.dtype = torch.float64) -> nn.Module:
        """The model, with the same weights every time; those of modules of the user's, too."""
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(0)
            made = self.opened.make(self.model, dtype)
        if self.state is None:
            return randomise(made)
        kind = kind_of(self.model, dtype)
        made.load_state_dict({name: value.to(kind) for name, value in self.state.items()})
        return made

    def values(
        self, batch: tuple[int, ...] = (3,), more: int = 0, dtype: torch.dtype = torch.float64
    ) -> Values:
        """Random arguments."""
        return draw(self.model, self.sizes(more), batch, 21, dtype)

    @cached_property
    def on_graphs(self) -> bool:
        """Whether items of a batch are graphs, end to end."""
        return is_sited(self.model)

    @cached_property
    def draws(self) -> bool:
        """Whether results depend on numbers that the model draws for itself."""
        net, values = self.net(), self.values()
        with torch.no_grad():
            runs = [self.call(net, values, seed) for seed in range(2)]
        return distance(*runs) > 0

    def call(self, net: Callable[..., Any], values: Values, seed: int = 0) -> list[Tensor]:
        """The tensors of the result; what the model draws is the same every time."""
        arguments, options = self.inputs(values)
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            found = self.unpack(net(*arguments, **options))
        return (
            apart(self.model.result.type, found, batch_of(self.model, values)) if options else found
        )

    def inputs(self, values: Values) -> tuple[tuple[Any, ...], dict[str, Any]]:
        """Tensors as arguments, and as named ones."""
        if self.on_graphs and batch_of(self.model, values):
            return end_to_end(self.model, values)
        return packed(self.model, values), {}

    def unpack(self, result: Any) -> list[Tensor]:
        """The tensors of a result."""
        return unpack(self.model.result.type, result)

    def shapes(self, batch: Any, free: dict[str, Any]) -> tuple[Any, ...]:
        """For every argument, the axes that vary: those of free size, and one of the batch.

        A single graph has no axis of the batch.
        """
        lead = 0 if self.on_graphs else 1

        def one(part: Part) -> dict[int, Any]:
            axes = enumerate(part.axes, lead)
            varied = {i: free[a.extent] for i, a in axes if isinstance(a.extent, str)}
            return dict.fromkeys(range(lead), batch) | varied

        def whole(type_: Type) -> Any:
            match type_:
                case Part():
                    return one(type_)
                case Sum(parts):
                    return tuple(map(one, parts))
                case Record(fields):
                    return tuple(whole(field.type) for field in fields)

        return tuple(
            {1: free[each.graph.name]} if isinstance(each, Edges) else whole(each.type)
            for each in self.model.takes
        )


def floats(values: Values) -> list[Tensor]:
    """The tensors that hold numbers; edges are numbers of points."""
    return [x for xs in values for x in xs if x.is_floating_point() or x.is_complex()]


def filled(values: Values, tensors: Sequence[Tensor]) -> Values:
    """Values with other tensors that hold numbers."""
    rest = iter(tensors)
    return [[next(rest) if floats([[x]]) else x for x in xs] for xs in values]


def agree(wanted: list[Tensor], found: list[Tensor], close: float, where: str) -> None:
    """Raises `Broken` where results differ."""
    error = distance(wanted, found)
    if not error <= close:
        raise Broken(f"{where} results differ by {error:.1e}")


def prior_of(net: nn.Module) -> Tensor | float:
    """What a model adds to a loss for its levels, whatever the results are."""
    prior: Tensor | float = getattr(net, "regularization_loss", lambda: 0.0)()
    return prior


def loss_of(results: list[Tensor]) -> Tensor:
    """A number that every entry has a part in."""
    real = [torch.view_as_real(y) if y.is_complex() else y for y in results]
    return torch.stack([(y.square() + y).sum() for y in real]).sum()
