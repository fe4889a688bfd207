"""What there is to know of a group: how large it is, what defines it, its elements in order."""

from dataclasses import dataclass
from math import log10
from typing import Protocol, runtime_checkable

from symc.algebra import FAMILIES, form_of
from symc.algebra.acting import finite_of, listed
from symc.algebra.closure import TooLarge, cycles
from symc.algebra.enumeration import NotFinite, matrix_elements
from symc.algebra.finite import regular
from symc.algebra.matrices import Square, bracket, images_of, square
from symc.algebra.numbers import Exact, inverse, written
from symc.ir.model import Model
from symc.ir.symmetry import Generators, Group

LONG_ORDER = 10**15
"""Orders from here on are given by their first digits only."""

MOST_GENERATORS = 6
"""At most so many generators are written out."""

LONGEST = 200
"""The longest text of a generator that is written out."""

MOST_TERMS = 8
"""At most so many squares of a form are written out."""

LARGEST = 6
"""The largest size of a group whose Lie algebra is generated to find its dimension."""


@dataclass(frozen=True, slots=True)
class Known:
    """A group of a model: `order` of a finite one, `dimension` of a Lie group.

    `elements` are those of its regular axis in order, where the model has one.
    """

    name: str
    text: str
    order: int | None
    dimension: int | None
    definition: tuple[str, ...]
    elements: tuple[str, ...]

    @property
    def extent(self) -> str:
        """How large it is, in words."""
        if self.order is not None:
            return f"order {counted(self.order)}"
        return "" if self.dimension is None else f"dimension {self.dimension}"

    def to_json(self) -> dict[str, object]:
        """The same as plain data."""
        return {
            "name": self.name,
            "text": self.text,
            "order": self.order if self.order is not None and self.order < LONG_ORDER else None,
            "extent": self.extent,
            "dimension": self.dimension,
            "definition": list(self.definition),
            "regularElements": list(self.elements),
        }


def known(model: Model) -> tuple[Known, ...]:
    """Every group of a model, those that its levels speak of, too."""
    values = [v for a in model.arguments for v in a.values]
    values += [v for node in model.nodes for v in node.outputs]
    regular_ = {
        axis.group
        for value in values
        for axis in value.part.axes
        if axis.group is not None and axis.label == "regular"
    }
    levels = [each for node in model.nodes for each in node.levels]
    spoken = [level.group for each in levels for level in each.levels]
    every = dict.fromkeys((*model.groups, *(each.group for each in model.enforced), *spoken))
    return tuple(_known(group, group in regular_) for group in every)


def counted(number: int) -> str:
    """An exact number, or its first digits where it is long.

    >>> counted(31104), counted(10**40)
    ('31,104', '1.00e40')
    """
    if number < 10**12:
        return f"{number:,}"
    exponent = int(log10(number))
    digits = number // 10 ** (exponent - 2)
    if digits >= 1000:
        exponent, digits = exponent + 1, digits // 10
    return f"{digits // 100}.{digits % 100:02}e{exponent}"


def _known(group: Group, has_regular: bool) -> Known:
    elements = _elements(group) if has_regular else ()
    return Known(
        group.name, group.text, _order(group), _dimension(group), _definition(group), elements
    )


@runtime_checkable
class _Finite(Protocol):
    def order(self, group: Group) -> int: ...


def _order(group: Group) -> int | None:
    if group.is_free:
        return None
    family = FAMILIES[group.family]
    given = group.generators
    if given is not None and given.algebra:
        return None
    if given is not None and given.matrices:
        try:
            return len(matrix_elements(finite_of(given)))
        except (NotFinite, TooLarge):
            return None
    return family.order(group) if isinstance(family, _Finite) else None


def _dimension(group: Group) -> int | None:
    """The dimension of a Lie group: that of the algebra that its generators generate."""
    n = group.size
    if not isinstance(n, int):
        return None
    match group.family:
        case "O" | "SO":
            return n * (n - 1) // 2
        case "Sp":
            return n * (n + 1) // 2
        case "GL" | "U":
            return n * n
        case "SL" | "SU":
            return n * n - 1
        case "G2":
            return 14
    given = group.generators
    if given is None or not given.algebra or n > LARGEST:
        return None
    return _closed([square(matrix) for matrix in given.algebra])


def _closed(queue: list[Square]) -> int:
    """The dimension of the span of some matrices, their brackets, the brackets of these ..."""
    basis: list[Square] = []
    rows: dict[int, list[Exact]] = {}
    for matrix in queue:
        row = _reduced([x for each in matrix for x in each], rows)
        lead = next((i for i, x in enumerate(row) if x), None)
        if lead is not None:
            over = inverse(row[lead])
            rows[lead] = [over * x for x in row]
            queue += [bracket(matrix, other) for other in basis]
            basis.append(matrix)
    return len(basis)


def _reduced(row: list[Exact], rows: dict[int, list[Exact]]) -> list[Exact]:
    """A row without the leading columns of others."""
    for lead in sorted(rows):
        if row[lead]:
            factor = row[lead]
            row = [a - factor * b if b else a for a, b in zip(row, rows[lead], strict=True)]
    return row


def _definition(group: Group) -> tuple[str, ...]:
    """What it keeps, or what generates it, where that is short."""
    if group.is_free:
        return ()
    found = _kept(group)
    if found:
        return (found,)
    if group.within is not None:
        return (f"one {group.family}({group.size}) in every point of {group.within.name}",)
    given = FAMILIES[group.family].generators(group)
    shown = _shown(given)
    if not shown or len(shown) > MOST_GENERATORS or max(map(len, shown)) > LONGEST:
        return (f"generated by {given}",)
    return (f"generated by {', '.join(shown)}",)


def _kept(group: Group) -> str:
    """The form that a group of its family keeps, or its determinant."""
    form, n = form_of(group), group.size
    assert isinstance(n, int)
    match group.family:
        case "Sp":
            names = [f"{letter}{i + 1}" for letter in "qp" for i in range(n // 2)]
            return f"keeps the sum of q p' - p q', coordinates ({', '.join(names)})"
        case "O" | "SO":
            signs = (1,) * n if form is None else form
            squares = [("-" if s < 0 else "+", f"x{i + 1}^2") for i, s in enumerate(signs)]
            return f"keeps {_sum(squares)}{_determinant(group)}"
        case "U" | "SU":
            squares = [("+", f"|z{i + 1}|^2") for i in range(n)]
            return f"keeps {_sum(squares)}{_determinant(group)}"
        case "GL":
            return "every invertible matrix"
        case "SL":
            return "every matrix of determinant 1"
        case "G2":
            return "keeps the 3-form 123 + 145 + 167 + 246 - 257 - 347 - 356"
    return ""


def _sum(terms: list[tuple[str, str]]) -> str:
    """Signed terms in a row; of many the first two and the last."""
    shown = terms if len(terms) <= MOST_TERMS else [*terms[:2], ("+", "..."), terms[-1]]
    return " ".join(f"{sign} {term}" for sign, term in shown).removeprefix("+ ")


def _determinant(group: Group) -> str:
    return "; determinant 1" if group.family.startswith("S") else ""


def _shown(given: Generators) -> list[str]:
    return [
        *map(cycles, given.permutations),
        *(_rows(square(matrix)) for matrix in given.matrices),
        *(f"exp(t {_rows(square(matrix))})" for matrix in given.algebra),
    ]


def _rows(matrix: Square) -> str:
    """A matrix as it is written in a spec."""
    rows = (", ".join(str(written(x)) for x in row) for row in matrix)
    return f"[{', '.join(f'[{row}]' for row in rows)}]"


def _elements(group: Group) -> tuple[str, ...]:
    """The elements in the order of the regular axis."""
    given = group.generators
    if given is None or not given.matrices:
        return regular(group).names
    return tuple(_element(matrix) for matrix in listed(given))


def _element(matrix: Square) -> str:
    images = images_of(matrix)
    return _rows(matrix) if images is None else cycles(images)
