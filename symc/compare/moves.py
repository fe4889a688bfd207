"""How the parameters of a new model are made from those of an old one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import log, prod
from typing import TYPE_CHECKING, Literal

from symc.compare.blocks import Block
from symc.ir.parameters import Parameter, Vector
from symc.ir.plan import Stage

if TYPE_CHECKING:
    from torch import Generator, Tensor


Start = Literal["zeros", "ones", "small", "random", "tenth"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A block of a new parameter to which `coefficient` times an old block is added.

    Without an old block it is new: it starts at random and changes nothing, since what reads it
    starts at zero. With `swapped` the operands of a product changed places: the two axes before the
    last one do, too. With `mixed` the old block is of products channel by channel, and these are
    what mixes the channels of their operands.
    """

    target: Block
    source: Block | None
    coefficient: Fraction | float = Fraction(1)
    swapped: bool = False
    mixed: tuple[Block, Block] | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """A parameter of the new model: its shape, how it starts, and what is then added to it.

    `whole` is an old parameter that it is, number for number.
    """

    name: str
    shape: tuple[int, ...]
    pieces: tuple[Piece, ...]
    whole: str | None
    start: Start = "zeros"

    @property
    def is_identity(self) -> bool:
        """Whether it is the old parameter of the same name."""
        return self.whole == self.name

    def within(self, old: str, new: str) -> "Moved":
        """The same for modules that others hold: names with what stands before them there."""
        pieces = tuple(
            replace(
                piece,
                target=_within(piece.target, new),
                source=None if piece.source is None else _within(piece.source, old),
                mixed=None
                if piece.mixed is None
                else (_within(piece.mixed[0], old), _within(piece.mixed[1], old)),
            )
            for piece in self.pieces
        )
        whole = None if self.whole is None else old + self.whole
        return replace(self, name=new + self.name, pieces=pieces, whole=whole)


def _within(block: Block, prefix: str) -> Block:
    return replace(block, parameter=prefix + block.parameter)


def copied(old: Stage, new: Stage) -> tuple[Moved, ...] | str:
    """The parameters of a stage without maps, one for one."""
    shapes = [tuple(shape_of(p) for p in stage.parameters) for stage in (old, new)]
    if shapes[0] != shapes[1]:
        return f"`{new.text}` has weights of other shapes"
    pairs = zip(old.parameters, new.parameters, strict=True)
    return tuple(Moved(b.name, shape_of(b), (), a.name) for a, b in pairs)


def started(new: Sequence[Parameter]) -> tuple[Moved, ...]:
    """Parameters that the old model did not have: as those of a new model."""
    return tuple(Moved(p.name, shape_of(p), (), None, _start(p)) for p in new)


def _start(parameter: Parameter) -> Start:
    return parameter.start if isinstance(parameter, Vector) else "random"


def moved(parameter: Parameter, pieces: tuple[Piece, ...], old: Sequence[Parameter]) -> Moved:
    """A parameter of pieces, or an old one as a whole where it is that, number for number."""
    shape = shape_of(parameter)
    sources = {piece.source.parameter for piece in pieces if piece.source}
    if len(sources) == 1:
        (name,) = sources
        source = next(p for p in old if p.name == name)
        if shape_of(source) == shape and _is_whole(pieces, parameter):
            return Moved(parameter.name, shape, (), name)
    return Moved(parameter.name, shape, pieces, None)


def _is_whole(pieces: tuple[Piece, ...], parameter: Parameter) -> bool:
    """Whether all numbers of a parameter are those of another at the same places."""
    if any(p.source is None or p.coefficient != 1 or p.swapped or p.mixed for p in pieces):
        return False
    same = all(
        piece.source is not None
        and replace(piece.target, parameter="") == replace(piece.source, parameter="")
        for piece in pieces
    )
    return same and sum(prod(piece.target.shape) for piece in pieces) == parameter.count


def shape_of(parameter: Parameter) -> tuple[int, ...]:
    """The shape of a parameter."""
    return (parameter.length,) if isinstance(parameter, Vector) else parameter.shape


def carry(
    moves: tuple[Moved, ...],
    old: "Mapping[str, Tensor]",
    foreign: tuple[tuple[str, str], ...] = (),
) -> "dict[str, Tensor]":
    """The parameters of the new model, from those of the old one; those whose names begin with the
    first of a pair in `foreign` are taken over with the second in its place."""
    import torch

    new: dict[str, Tensor] = {}
    generator = torch.Generator().manual_seed(0)
    like = next(iter(old.values()), torch.zeros(()))
    for move in moves:
        if move.whole is not None:
            new[move.name] = old[move.whole].clone()
            continue
        made = like.new_zeros(move.shape)
        if move.start == "ones":
            made += 1
        elif move.start == "tenth":
            made += log(0.1)
        elif move.start != "zeros":
            made += _fresh(move.shape, generator).to(made)
        for piece in move.pieces:
            place = _place(made, piece.target)
            if piece.source is not None:
                given = _place(old[piece.source.parameter], piece.source)
                if piece.swapped:
                    given = given.transpose(-3, -2)
                if piece.mixed is not None:
                    left, right = (_place(old[b.parameter], b) for b in piece.mixed)
                    given = left.unsqueeze(1) * right * given.reshape(-1)
                place += float(piece.coefficient) * given.reshape(place.shape)
            else:
                place += _fresh(piece.target.shape, generator).to(place)
        new[move.name] = made
    for before, after in foreign:
        new |= {
            after + name.removeprefix(before): tensor.clone()
            for name, tensor in old.items()
            if name.startswith(before)
        }
    return new


def _fresh(shape: tuple[int, ...], generator: "Generator") -> "Tensor":
    import torch

    rows = shape[-2] if len(shape) > 1 else 1
    found = torch.randn(shape, generator=generator, dtype=torch.float64)
    return found.div(max(1, rows) ** 0.5)


def _place(tensor: "Tensor", block: Block) -> "Tensor":
    part = tensor.reshape(-1)[block.start : block.stop].view(block.view)
    part = part[tuple(slice(a, b) for a, b in block.cuts)]
    if block.pair is None:
        return part
    two: Tensor = part.unflatten(-2, block.pair)  # type: ignore[no-untyped-call]
    return two[tuple(slice(a, b) for a, b in block.inner)]
