"""What the checker knows of a file, whether it compiles or not."""

from dataclasses import dataclass

from symc.check.scope import Entity
from symc.ir.model import Module
from symc.ir.symmetry import Group, Type
from symc.report import Diagnostic, Span


@dataclass(frozen=True, slots=True)
class Survey:
    """A checked file: `module` is None where anything is wrong with it.

    `declarations` are those of the file and its imports, `types` what the declared types stand for,
    `sightings` the type of every expression in a body that has one, by where it stands, and
    `groups` are those that are sound, under the names that specs give them.
    """

    module: Module | None
    diagnostics: tuple[Diagnostic, ...]
    declarations: tuple[Entity, ...]
    types: tuple[tuple[str, Type], ...]
    sightings: tuple[tuple[Span, Type], ...]
    groups: tuple[tuple[str, Group], ...] = ()
