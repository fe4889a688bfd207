"""Models called as modules of their own: those that a symmetry is enforced around."""

from dataclasses import dataclass

from symc.ir.symmetry import Part, Type


@dataclass(frozen=True, slots=True)
class Submodel:
    """All tensors of the arguments, as types that the caller has, to those of the result.

    The model `name` has weights of its own at every call. `graphs` are the edges that it takes, by
    their name here and the place among all its arguments.
    """

    name: str
    arguments: tuple[Type, ...]
    result: Type
    graphs: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Submodule:
    """A call of the model `name`, which the attribute `module` holds."""

    module: str
    name: str
    sources: tuple[str, ...]
    arguments: tuple[Type, ...]
    targets: tuple[str, ...]
    parts: tuple[Part, ...]
    result: Type
    graphs: tuple[tuple[str, int], ...]
