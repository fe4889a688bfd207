"""Groups, axes and types as records; the mathematics on them lives in `symc.algebra`."""

from dataclasses import dataclass
from typing import TypeAlias

Extent: TypeAlias = int | str
"""The length of an axis: a constant, or the name of a free size."""


@dataclass(frozen=True, slots=True)
class Group:
    """A declared group: two lines with the same right side are two groups.

    >>> str(Group("Rot", "O", (3,)))
    'Rot = O(3)'
    """

    name: str
    family: str
    parameters: tuple[Extent, ...]

    @property
    def size(self) -> Extent:
        """The dimension of the defining representation."""
        return self.parameters[0]

    @property
    def is_free(self) -> bool:
        """Whether the size is read from the tensors at run time."""
        return isinstance(self.size, str)

    def __str__(self) -> str:
        return f"{self.name} = {self.family}({', '.join(map(str, self.parameters))})"


@dataclass(frozen=True, slots=True)
class Axis:
    """One axis of a tensor: moved by `group` in its defining representation, or by nothing."""

    extent: Extent
    group: Group | None = None

    @property
    def is_plain(self) -> bool:
        """Whether nothing moves this axis."""
        return self.group is None

    def __str__(self) -> str:
        return str(self.extent) if self.group is None else self.group.name


@dataclass(frozen=True, slots=True)
class Part:
    """`m [A, B]`: a tensor of shape `(..., |A|, |B|, m)`, or `(..., |A|, |B|)` without an `m`.

    >>> rot = Axis(3, Group("Rot", "O", (3,)))
    >>> str(Part((rot, rot), 32)), str(Part((), None))
    ('32 [Rot, Rot]', '[]')
    """

    axes: tuple[Axis, ...]
    multiplicity: int | None = None

    @property
    def channels(self) -> int:
        """The number of channels; a type without a multiplicity has one."""
        return 1 if self.multiplicity is None else self.multiplicity

    @property
    def groups(self) -> tuple[Group, ...]:
        """The groups that move this part, each once, in the order of the axes."""
        return tuple(dict.fromkeys(axis.group for axis in self.axes if axis.group is not None))

    def __str__(self) -> str:
        inside = f"[{', '.join(map(str, self.axes))}]"
        return inside if self.multiplicity is None else f"{self.multiplicity} {inside}"


@dataclass(frozen=True, slots=True)
class Sum:
    """A direct sum: at run time a tuple of tensors in the order written, always two or more."""

    parts: tuple[Part, ...]

    def __str__(self) -> str:
        return " + ".join(map(str, self.parts))


@dataclass(frozen=True, slots=True)
class Field:
    """A named part of a record; `key` is as written, with dots."""

    key: str
    type: "Part | Sum"

    @property
    def name(self) -> str:
        """The key as a Python name: dots become `_`, and `p` goes before a leading digit.

        >>> Field("0.weight", Part(())).name
        'p0_weight'
        """
        flat = self.key.replace(".", "_")
        return f"p{flat}" if flat[0].isdigit() else flat

    def __str__(self) -> str:
        return f"{self.key}: {self.type}"


@dataclass(frozen=True, slots=True)
class Record:
    """A record: at run time a `NamedTuple`, or a mapping with the same keys."""

    fields: tuple[Field, ...]

    def __str__(self) -> str:
        return "{ " + ", ".join(map(str, self.fields)) + " }"


Type: TypeAlias = Part | Sum | Record


def parts_of(type_: Type) -> tuple[Part, ...]:
    """Every tensor of a type in the order written."""
    match type_:
        case Part():
            return (type_,)
        case Sum(parts):
            return parts
        case Record(fields):
            return tuple(part for field in fields for part in parts_of(field.type))


def groups_of(type_: Type) -> tuple[Group, ...]:
    """The groups that a type names, each once, in the order written."""
    return tuple(dict.fromkeys(group for part in parts_of(type_) for group in part.groups))
