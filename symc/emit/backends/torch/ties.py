"""Weights shared along folded axes: constant bases as buffers, and blocks made from them."""

import textwrap
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from math import prod

from symc.algebra.cosines import nearest
from symc.emit.backends.torch.code import Call, Expression, statement, tuple_of
from symc.ir.parameters import Coupling, Parameter, Tied, Vector, Weight
from symc.ir.symmetry import Images
from symc.ir.tensors import Banded, BandFactor, Number, Table, Tensors

INDENT = 8
SHORTEST_RUN = 4
"""The fewest consecutive points that are written as a range."""

LONGEST_LIST = 20
"""The most points that are written one by one."""

Helper = Callable[[str], str]
"""Notes that a supporting function is called."""


@dataclass(slots=True)
class Bases:
    """The constant bases of one model, each once, under a name of its own."""

    names: dict[Tensors | Banded, str] = field(default_factory=dict)

    def name(self, tensors: Tensors | Banded) -> str:
        """The buffer that holds a basis."""
        return self.names.setdefault(_whole(tensors), f"basis_{len(self.names) + 1}")


def basis_lines(parameters: Iterable[Parameter], bases: Bases, helper: Helper) -> list[str]:
    """Lines of `__init__` that make every basis of a model: no part of its state."""
    out: list[str] = []
    held = (_whole(tied.tensors) for p in parameters for tied in ties_of(p))
    for tensors in dict.fromkeys(held):
        out += statement("basis = ", _basis(tensors, helper), "", INDENT)
        kind = "torch.empty(0, **kind)" if _is_whole(tensors) else "device"
        arguments = (f'"{bases.name(tensors)}"', f"basis.to({kind})", "persistent=False")
        out += statement("", Call("self.register_buffer", arguments), "", INDENT)
    return out


def ties_of(parameter: Parameter) -> tuple[Tied, ...]:
    """The ties of a parameter, and those that views of it have."""
    if isinstance(parameter, Coupling):
        return parameter.ties
    if isinstance(parameter, Vector) and is_plain(parameter):
        return ()
    views = (view for view in parameter.views if view is not None)
    return (*parameter.ties, *(tied for view in views for tied in view.ties))


def _whole(tensors: Tensors | Banded) -> Tensors | Banded:
    """A basis with all axes on one side, so that equal tables are one."""
    if isinstance(tensors, Table):
        return Table((), (*tensors.bottom, *tensors.top), tensors.elements)
    return tensors


def is_plain(bias: Vector) -> bool:
    """Whether a tie of a bias shares nothing: its basis is the number 1."""
    one = (((0, 1),),)
    if bias.graded or bias.views or not len(bias.ties) == len(bias.columns) == 1:
        return False
    return all(
        isinstance(tied.tensors, Table) and tied.tensors.elements == one and tied.columns[0] == 1
        for tied in bias.ties
    )


def _is_whole(tensors: Tensors | Banded) -> bool:
    """Whether a basis is a table of integers, which every type of numbers holds exactly."""
    return isinstance(tensors, Table) and all(
        isinstance(value, int) for element in tensors.elements for _, value in element
    )


def _basis(tensors: Tensors | Banded, helper: Helper) -> Call:
    if isinstance(tensors, Banded):
        return Call(f"_{helper('band')}", tuple(_factor(f, helper) for f in tensors.factors))
    if isinstance(tensors, Table):
        helper("table")
        entries = str((*tensors.bottom, *tensors.top))
        return Call("_table", (entries, *map(_element, tensors.elements)))
    is_signed = any(i < 0 for g in tensors.generators for images in g for i in images)
    name = helper("signed_orbits" if is_signed else "orbits")
    generators = [_generator(each, helper) for each in tensors.generators]
    return Call(f"_{name}", (str(tensors.bottom), str(tensors.top), *generators))


def _factor(factor: BandFactor, helper: Helper) -> Call:
    """The shape, what there is, what is dropped, and what is taken away from the rest."""
    shape = (str(factor.bottom), str(factor.top))
    space = "None" if factor.space is None else _basis(factor.space, helper)
    dropped = _points(factor.dropped, helper)
    seen = "None" if factor.seen is None or not factor.seen.count else _basis(factor.seen, helper)
    away = (_basis(each, helper) for each in factor.off)
    return Call("", (*shape, space, dropped, seen, *away))


def _generator(images: tuple[Images, ...], helper: Helper) -> Expression:
    """How a generator permutes every axis; once where it is the same for all."""
    if images and len(set(images)) == 1:
        return _points(images[0], helper)
    return Call("", tuple(_points(each, helper) for each in images))


def _points(images: Images, helper: Helper) -> Expression:
    """The images of all points: runs as ranges, long lists as text."""
    items: list[str] = []
    at = 0
    while at < len(images):
        end = at + 1
        while end < len(images) and images[end] == images[end - 1] + 1:
            end += 1
        if end - at >= SHORTEST_RUN and images[at] >= 0:
            first = f"{images[at]}, " if images[at] else ""
            items.append(f"*range({first}{images[end - 1] + 1})")
        else:
            items += map(str, images[at:end])
        at = end
    if len(items) <= LONGEST_LIST:
        return tuple_of(items)
    text = textwrap.wrap(" ".join(map(str, images)), 64)
    return Call(f"_{helper('points')}", tuple(f'"{line}"' for line in text))


def _element(entries: tuple[tuple[int, Number], ...]) -> Expression:
    return tuple_of([_entry(entry, value) for entry, value in entries])


def _entry(entry: int, value: Number) -> str:
    if value == 1:
        return str(entry)
    return f"~{entry}" if value == -1 else f"({entry}, {_float(value)})"


def _float(value: Number) -> str:
    return repr(nearest(value))


def shared_weight(weight: Weight, bases: Bases, helper: Helper) -> Expression:
    """The matrix, or the matrices, of a weight."""
    assert weight.kept is not None
    if not weight.stacked and len(weight.rows) == len(weight.columns) == len(weight.kept) == 1:
        (tied,) = weight.ties
        parts = _parts(tied, bases)
        return Call(f"_{helper('shared_matrix')}", (f"self.{weight.name}", *parts))
    helper("mosaic")
    blocks = [
        tuple_of([*map(str, at), *_parts(tied, bases)])
        for at, tied in zip(weight.kept, weight.ties, strict=True)
    ]
    copies = str(weight.copies) if weight.stacked else "None"
    head = (f"self.{weight.name}", copies, str(weight.rows), str(weight.columns))
    return Call("_mosaic", (*head, *blocks))


def shared_bias(bias: Vector, bases: Bases, helper: Helper) -> Expression:
    """A bias over all columns of its level."""
    assert bias.kept is not None
    if len(bias.columns) == len(bias.kept) == 1:
        (tied,) = bias.ties
        return Call(f"_{helper('shared_bias')}", (f"self.{bias.name}", *_parts(tied, bases)))
    helper("mosaic")
    blocks = [
        tuple_of(["0", "0", str(at), *_parts(tied, bases)])
        for at, tied in zip(bias.kept, bias.ties, strict=True)
    ]
    head = (f"self.{bias.name}", "None", "(1,)", str(bias.columns))
    return Call("_mosaic", (*head, *blocks), "[0]")


def shared_coupling(weight: Coupling, bases: Bases, helper: Helper) -> Expression:
    """The weights of a coupling for all entries of its slots and tops."""
    assert weight.kept is not None
    helper("couplings")
    slots, tops = [0] * weight.slots, [0] * weight.tops
    blocks = []
    for (slot, top), tied in zip(weight.kept, weight.ties, strict=True):
        slots[slot] = prod(a * b for a, b in tied.rows)
        tops[top] = prod(tied.columns)
        blocks.append(tuple_of([str(slot), str(top), *_parts(tied, bases)]))
    head = (f"self.{weight.name}", str(tuple(slots)), str(tuple(tops)))
    return Call("_couplings", (*head, *blocks))


def _parts(tied: Tied, bases: Bases) -> tuple[str, str, str]:
    entries = tuple(entries for entries, _ in (*tied.rows, tied.columns))
    return f"self.{bases.name(tied.tensors)}", str(entries), str(tied.free)
