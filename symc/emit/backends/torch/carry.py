"""Tensors that go through a layer times a matrix of their own, beside their pieces."""

from collections.abc import Iterable
from dataclasses import dataclass

from symc.emit.backends.torch.geometry import is_simple
from symc.ir.parameters import Weight
from symc.ir.plan import Contract, Expand, Mix, Step
from symc.ir.waist import is_identity


@dataclass(frozen=True, slots=True)
class Enter:
    """A contraction whose tensor also reaches an output of the same axes, by way of `held`."""

    contract: Contract
    expand: Expand
    weight: Weight
    held: str


@dataclass(frozen=True, slots=True)
class Leave:
    """The expansion that adds up what was held and all pieces."""

    enter: Enter


def carry(steps: tuple[Step, ...]) -> tuple[Step | Enter | Leave, ...]:
    """The steps, where products of a whole tensor by one matrix are left to its expansion."""
    contracts = {step.source: step for step in steps if isinstance(step, Contract)}
    expands = {step.base: step for step in steps if isinstance(step, Expand) and step.base}
    entered: dict[Step, Enter] = {}
    for mix in steps:
        if isinstance(mix, Mix) and mix.weight is not None and _is_whole(mix):
            contract, held = contracts.get(mix.rows[0].piece), mix.columns[0].target
            expand = expands.get(held)
            if contract and expand and contract not in entered and _fit(contract, expand):
                entered[contract] = Enter(contract, expand, mix.weight, held)
    gone = {each.held for each in entered.values()}
    kept = (s for s in steps if not (isinstance(s, Mix) and s.columns[0].target in gone))
    return tuple(_replaced(kept, entered))


def _replaced(steps: Iterable[Step], entered: dict[Step, Enter]) -> Iterable[Step | Enter | Leave]:
    leaving = {each.expand.target: each for each in entered.values()}
    for step in steps:
        if isinstance(step, Expand) and step.target in leaving:
            yield Leave(leaving[step.target])
        elif isinstance(step, Contract) and step in entered:
            yield entered[step]
        else:
            yield step


def _is_whole(mix: Mix) -> bool:
    """Whether a mix is one tensor times a parameter, for one output."""
    weight = mix.weight
    if len(mix.rows) != 1 or len(mix.columns) != 1 or weight is None or mix.bias is not None:
        return False
    if mix.entries > 1 or mix.cycle > 1 or weight.graded or weight.ties or weight.kept is not None:
        return False
    return len(mix.columns[0].orders) == 1 and is_identity(mix.columns[0].orders[0])


def _fit(contract: Contract, expand: Expand) -> bool:
    source, target = contract.program, expand.program
    if source.is_matrix or target.is_matrix or is_simple(source) or is_simple(target):
        return False
    return source.frame == target.frame and expand.twist is None
