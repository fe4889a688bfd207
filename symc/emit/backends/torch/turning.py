"""Irreps of rotations in models that enforce these from outside: what moves them."""

from symc.algebra import irreps
from symc.algebra.family import CHARACTERS
from symc.emit.backends.torch.code import Call, Expression, statement, tuple_of
from symc.emit.backends.torch.scope import Scope
from symc.ir.enforcement import Surface
from symc.ir.symmetry import Group, parts_of

INDENT = 8


def labels_of(group: Group, surface: Surface) -> tuple[str, ...]:
    """The labels of irreps that axes of arguments and the result have, each once."""
    types = (*surface.arguments, surface.result)
    axes = [axis for type_ in types for part in parts_of(type_) for axis in part.axes]
    own = [axis.label for axis in axes if axis.group == group]
    found = (x for x in own if irreps.looks_like_irrep(x) and x not in CHARACTERS)
    return tuple(dict.fromkeys(found))


def with_irreps(sheaves: Expression, group: Group, surface: Surface, scope: Scope) -> Expression:
    """Sheaves whose elements also move the irreps of a model, if it has any."""
    labels = labels_of(group, surface)
    if not labels:
        return sheaves
    scope.helper("with_irreps")
    kinds = []
    for label in labels:
        degree = irreps.degree(label)
        twisted = label.endswith("e" if degree % 2 else "o")
        kinds.append(tuple_of([f'"{label}"', str(degree), str(twisted)]))
    most = max(map(irreps.degree, labels))
    tables: tuple[str, ...] = ()
    if irreps.kind_of(group) == "rotations" and most > 1:
        tables = (f"self.{group.name.lower()}_upward",)
    return Call("_with_irreps", (sheaves, tuple_of(kinds), *tables))


def upward_lines(group: Group, surface: Surface, scope: Scope) -> list[str]:
    """Lines of `__init__` with the exact coefficients of irreps: no part of the state."""
    most = max((irreps.degree(label) for label in labels_of(group, surface)), default=0)
    if irreps.kind_of(group) != "rotations" or most < 2:
        return []
    scope.functions.turns.add(most)
    out = statement("table = ", Call("_upward", (f"_UPWARD_{most}",), ".to(device)"), "", INDENT)
    name = f'"{group.name.lower()}_upward"'
    words = (name, "table", "persistent=False")
    return out + statement("", Call("self.register_buffer", words), "", INDENT)
