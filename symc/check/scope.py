"""The one namespace of a file and its imports."""

from collections.abc import Iterable

from symc.check.reports import Reports
from symc.errors import names as errors
from symc.ir import ast

Entity = (
    ast.Size | ast.Param | ast.Group | ast.TypeName | ast.Graph | ast.Extern | ast.Layer | ast.Model
)

_WORDS: dict[type[Entity], str] = {
    ast.Size: "a size",
    ast.Param: "a param",
    ast.Group: "a group",
    ast.TypeName: "a type",
    ast.Graph: "a graph",
    ast.Extern: "an extern module",
    ast.Layer: "a layer",
    ast.Model: "a model",
}


def described(entity: Entity) -> str:
    """`a group`: what a declaration declares."""
    return _WORDS[type(entity)]


class Scope:
    """Every declared name; of two declarations of a name the first counts."""

    def __init__(self, declarations: Iterable[Entity], reports: Reports) -> None:
        self._entries: dict[str, Entity] = {}
        for entity in declarations:
            first = self._entries.setdefault(entity.name.text, entity)
            if first is not entity:
                span = entity.name.span
                reports.add(errors.declared_twice(span, first.name.span, entity.name.text))

    def find(self, name: str) -> Entity | None:
        """What a name stands for."""
        return self._entries.get(name)

    def all(self) -> tuple[Entity, ...]:
        """Every declaration, in the order written."""
        return tuple(self._entries.values())

    def names(self, *kinds: type[Entity]) -> tuple[str, ...]:
        """The names of some kinds of declarations, of all if none are given."""
        wanted = kinds or tuple(_WORDS)
        return tuple(name for name, e in self._entries.items() if isinstance(e, wanted))
