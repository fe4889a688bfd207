"""Weights of one spec for another: the same function, in a space that holds the old one."""

from collections.abc import Mapping
from os import PathLike
from typing import TYPE_CHECKING

from symc.api import Settings, understood
from symc.compare.compared import Compared, compare, differences
from symc.compare.moves import carry
from symc.errors import compare as errors
from symc.ir.model import Module
from symc.report import CompileError

if TYPE_CHECKING:
    from torch import Tensor

    from symc.checkpoints import State

SPACES = {
    "same": "the same function space",
    "larger": "a larger function space, which holds the old one",
    "smaller": "a smaller function space",
    "other": "another function space",
}


def migrate(
    old: str | PathLike[str],
    new: str | PathLike[str],
    state: "Mapping[str, Tensor]",
    settings: Settings | None,
    model: str | None,
) -> "State":
    """The weights with which a model of the new spec computes what one of the old did."""
    modules = [understood(spec, settings) for spec in (old, new)]
    return migrated(modules[0], modules[1], dict(state), model, "the state")[1]


def migrated(
    old: Module, new: Module, state: "State", model: str | None, told: str
) -> "tuple[str, State]":
    """The model whose weights these are, and those of the new one."""
    found = _chosen(compare(old, new), state, model, told)
    if found.verdict == "not":
        space = SPACES[found.contained]
        raise CompileError(errors.no_migration(found.model, found.reason, space))
    return found.model, carry(found.moves, state, found.foreign)


def _chosen(found: tuple[Compared, ...], state: "State", model: str | None, path: str) -> Compared:
    """The model whose weights a checkpoint holds."""
    named = [each for each in found if model in (None, each.model)]
    if not named:
        raise CompileError(errors.which_model(path, tuple(each.model for each in found)))
    wrong = {each.model: differences(each, state) for each in named}
    fits = [each for each in named if not wrong[each.model]]
    if len(fits) == 1:
        return fits[0]
    if len(named) == 1:
        (only,) = named
        raise CompileError(errors.foreign_checkpoint(path, only.model, wrong[only.model]))
    raise CompileError(errors.which_model(path, tuple(each.model for each in fits or named)))
