"""`file.sym::Model`: one model of a spec, or all of them, solved."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import click

from symc.cli.failures import guard
from symc.cli.inputs import one_input
from symc.ir.model import Model
from symc.ir.plan import Plan
from symc.ir.solution import Solution
from symc.report import nearest
from symc.schedule import schedule
from symc.solve import solve


@dataclass(frozen=True, slots=True)
class Chosen:
    """The solved models that a word names."""

    name: str
    solution: Solution

    def plan(self) -> Plan:
        """What they compute."""
        with guard(self.name):
            return schedule(self.solution)


def solved_models(word: str, settings: Mapping[str, str]) -> Chosen:
    """The models of `file.sym`, or the one of `file.sym::Model`."""
    path, _, wanted = word.partition("::")
    each = one_input(path)
    with guard(each.name):
        module = each.understand(each.source(), settings)
    kept = chosen_models(module.models, path, wanted)
    with guard(each.name):
        return Chosen(each.name, solve(replace(module, models=kept)))


def chosen_models(models: tuple[Model, ...], path: str, wanted: str) -> tuple[Model, ...]:
    """The one model of this name, or all for an empty name."""
    names = [model.name for model in models]
    if wanted and wanted not in names:
        near = nearest(wanted, names)
        has = f"did you mean {path}::{near}?" if near else f"it has {', '.join(names) or 'none'}"
        raise click.UsageError(f"no model named {wanted} in {path}; {has}")
    return tuple(model for model in models if wanted in ("", model.name))
