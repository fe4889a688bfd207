"""The check that nothing passes without: the permuted network is the same function.

All weights are drawn at random in double precision, moved by random elements of the group as it
will be written, and the network's outputs must stay what they were. Before that, weights shuffled
without regard to the group must change them: otherwise the check could not fail.
"""

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor, nn

from symc.errors import tracing as errors
from symc.report import CompileError
from symc.tracing.act import Element, drawn, moved
from symc.tracing.doubles import Doubles
from symc.tracing.reached import reached, said
from symc.tracing.space import Space

TOLERANCE = 1e-9
VISIBLE = 1e-6
GAINS = (1.0, 3.0, 0.3, 10.0, 0.1)


def check(module: nn.Module, space: Space, inputs: Sequence[Any]) -> float:
    """The largest deviation; raises where it is more than rounding. Changes the weights."""
    module.double()
    gate = _Gate(module, space, inputs)
    try:
        return gate.run()
    except CompileError:
        raise
    except Exception as problem:
        raise CompileError(
            errors.not_checkable(space.name, said(problem), reached(problem))
        ) from problem


class _Gate:
    def __init__(self, module: nn.Module, space: Space, inputs: Sequence[Any]) -> None:
        self.module, self.space = module, space
        self.inputs = [x.double() if _is_real(x) else x for x in inputs]
        self.state = module.state_dict(keep_vars=True)
        self.buffers = {name for name, _ in module.named_buffers()}

    def run(self) -> float:
        before = self.visible()
        worst = 0.0
        names = tuple(group.name for group in self.space.groups)
        for seed in range(2 if names else 0):
            self.move(drawn(self.space, names, seed))
            after = self.outputs()
            error = _distance(before, after)
            if not error <= TOLERANCE:
                self.blame(after, error)
            worst = max(worst, error)
        return worst

    def visible(self) -> list[Tensor]:
        """Outputs at weights such that other weights have other outputs."""
        for gain in GAINS:
            self.randomize(gain)
            before = self.outputs()
            self.shuffle()
            after = self.outputs()
            finite = all(bool(torch.isfinite(x).all()) for x in before)
            if finite and (not self.space.groups or _distance(before, after) > VISIBLE):
                return after if _is_finite(after) else self.again(gain)
        raise CompileError(errors.blind(self.space.name))

    def again(self, gain: float) -> list[Tensor]:
        self.randomize(gain)
        return self.outputs()

    def blame(self, before: list[Tensor], error: float) -> None:
        """Finds a group that alone changes the function, and says so."""
        for number, group in enumerate(self.space.groups):
            self.move(drawn(self.space, (group.name,), 100 + number))
            after = self.outputs()
            alone = _distance(before, after)
            if not alone <= TOLERANCE:
                raise CompileError(
                    errors.unsound(self.space.name, f"{group.name} = S({group.size})",
                                   group.places, alone)
                )  # fmt: skip
            before = after
        raise CompileError(errors.unsound(self.space.name, "all groups together", (), error))

    def outputs(self) -> list[Tensor]:
        torch.manual_seed(0)
        with torch.no_grad(), Doubles():  # type: ignore[no-untyped-call]
            found = self.module(*self.inputs)
        return [x.double() if _is_real(x) else x for x in _leaves(found)]

    def randomize(self, gain: float) -> None:
        random = torch.Generator().manual_seed(1)
        for entry in self.space.entries:
            tensor = self.state[entry.key]
            if not tensor.is_floating_point():
                continue
            if entry.key in self.buffers:
                if any(isinstance(f, str) for axis in entry.axes for s in axis for f in s):
                    with torch.no_grad():
                        tensor.uniform_(0.5, 1.5, generator=random)
                continue
            with torch.no_grad():
                if tensor.dim() > 1:
                    inner = max(tensor.numel() // max(tensor.shape[0], 1), 1)
                    tensor.normal_(0, gain * (2 / inner) ** 0.5, generator=random)
                else:
                    tensor.uniform_(0.2, 1.2, generator=random).mul_(gain)

    def shuffle(self) -> None:
        """Puts the entries of every weight in some other order."""
        random = torch.Generator().manual_seed(2)
        for entry in self.space.entries:
            tensor = self.state[entry.key]
            if tensor.is_floating_point() and entry.key not in self.buffers:
                order = torch.randperm(tensor.numel(), generator=random)
                with torch.no_grad():
                    tensor.copy_(tensor.flatten()[order].reshape(tensor.shape))

    def move(self, element: Element) -> None:
        for entry in self.space.entries:
            tensor = self.state[entry.key]
            if any(isinstance(f, str) for axis in entry.axes for s in axis for f in s):
                with torch.no_grad():
                    tensor.copy_(moved(self.space, entry, tensor, element))


def _distance(before: list[Tensor], after: list[Tensor]) -> float:
    """The largest difference, relative to the largest output where that is more than 1."""
    worst = 0.0
    for one, other in zip(before, after, strict=True):
        if one.shape != other.shape:
            return float("inf")
        if one.numel() == 0:
            continue
        if not one.is_floating_point() and not one.is_complex():
            worst = max(worst, float((one != other).any()))
            continue
        scale = max(1.0, float(one.abs().max()))
        difference = float((one - other).abs().max()) / scale
        worst = difference if not difference <= worst else worst
    return worst


def _is_finite(values: list[Tensor]) -> bool:
    return all(bool(torch.isfinite(value).all()) for value in values)


def _is_real(value: Any) -> bool:
    return isinstance(value, Tensor) and value.is_floating_point()


def _leaves(value: Any) -> list[Tensor]:
    from torch.utils._pytree import tree_leaves

    return [leaf for leaf in tree_leaves(value) if isinstance(leaf, Tensor)]
