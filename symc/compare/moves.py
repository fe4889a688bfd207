"""How the parameters of a new model are made from those of an old one."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import log, prod
from typing import TYPE_CHECKING, Literal

from symc.compare.blocks import Block, blocks
from symc.compare.loosened import bands_of
from symc.compare.pairing import Ports
from symc.compare.probes import Probe
from symc.compare.relation import Relation
from symc.ir.parameters import Parameter, Vector, Weight
from symc.ir.plan import Stage
from symc.ir.solution import Basis

if TYPE_CHECKING:
    from torch import Generator, Tensor


Start = Literal["zeros", "ones", "small", "random", "tenth"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A block of a new parameter to which `coefficient` times an old block is added.

    Without an old block it is new: it starts at random and changes nothing, since what reads it
    starts at zero.
    """

    target: Block
    source: Block | None
    coefficient: Fraction | float = Fraction(1)


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


def copied(old: Stage, new: Stage) -> tuple[Moved, ...] | str:
    """The parameters of a stage without maps, one for one."""
    shapes = [tuple(shape_of(p) for p in stage.parameters) for stage in (old, new)]
    if shapes[0] != shapes[1]:
        return f"`{new.text}` has weights of other shapes"
    pairs = zip(old.parameters, new.parameters, strict=True)
    return tuple(Moved(b.name, shape_of(b), (), a.name) for a, b in pairs)


def started(new: Stage) -> tuple[Moved, ...]:
    """The parameters of a stage that the old model did not compute: as those of a new model."""
    return tuple(Moved(p.name, shape_of(p), (), None, _start(p)) for p in new.parameters)


def _start(parameter: Parameter) -> Start:
    return parameter.start if isinstance(parameter, Vector) else "random"


def moved(
    stages: tuple[Stage, Stage],
    bases: tuple[Basis, Basis],
    probes: tuple[Probe, Probe],
    mixing: tuple[int, int],
    relation: Relation,
) -> tuple[Moved, ...] | str:
    """The parameters of a layer, block by block."""
    cut = [_cut(stage, probe) for stage, probe in zip(stages, probes, strict=True)]
    if cut[0] is None or cut[1] is None:
        return f"`{stages[1].text}` is computed in another form for so many channels"
    old, new = cut[0], cut[1]
    pieces: dict[str, list[Piece]] = {p.name: [] for p in stages[1].parameters}
    mixed = _mixed(stages, bases, (probes[0].ports, probes[1].ports), mixing)
    for piece in mixed:
        pieces[piece.target.parameter].append(piece)
    first, second = _flat(old[mixing[0] :]), _flat(new[mixing[1] :])
    for term in relation.terms:
        target, source = second[term.new], first[term.old]
        if prod(target.shape) != prod(source.shape) or target.shape[-1:] != source.shape[-1:]:
            return f"`{stages[1].text}` has other numbers of channels"
        pieces[target.parameter].append(Piece(target, source, term.coefficient))
    broken = bands_of(stages[1])  # these stay at zero
    for place in relation.free:
        if second[place].parameter in broken:
            continue
        pieces[second[place].parameter].append(Piece(second[place], None))
    return tuple(_moved(p, tuple(pieces[p.name]), stages[0]) for p in stages[1].parameters)


def _cut(stage: Stage, probe: Probe) -> list[tuple[Block, ...]] | None:
    if len(stage.parameters) != len(probe.parameters):
        return None
    found = []
    for full, small in zip(stage.parameters, probe.parameters, strict=True):
        made = blocks(full, small)
        if made is None:
            return None
        found.append(made)
    return found


def _flat(found: list[tuple[Block, ...]]) -> list[Block]:
    return [block for made in found for block in made]


def _mixed(
    stages: tuple[Stage, Stage],
    bases: tuple[Basis, Basis],
    ports: tuple[Ports, Ports],
    mixing: tuple[int, int],
) -> list[Piece]:
    """The matrices that mix the channels of each operand to those of each output."""
    if not mixing[1]:
        return []
    old = _mixers(stages[0], bases[0], ports[0], mixing[0])
    new = _mixers(stages[1], bases[1], ports[1], mixing[1])
    return [Piece(block, old.get(key)) for key, block in new.items()]


def _mixers(stage: Stage, basis: Basis, ports: Ports, mixing: int) -> dict[tuple[int, int], Block]:
    found: dict[tuple[int, int], Block] = {}
    split = getattr(basis.node.op, "split", 0)
    for at, parameter in enumerate(stage.parameters[:mixing]):
        assert isinstance(parameter, Weight)
        side = 0 if at < split else 1
        reached = sorted({p.target for p in basis.pairs if p.sources[side] == at})
        (rows,) = parameter.rows
        total = sum(parameter.columns)
        start = 0
        for target in reached:
            width = basis.node.outputs[target].part.channels
            cuts = ((0, rows), (start, start + width))
            key = (ports.inputs[at], ports.outputs[target])
            found[key] = Block(parameter.name, 0, rows * total, (rows, total), cuts)
            start += width
    return found


def _moved(parameter: Parameter, pieces: tuple[Piece, ...], old: Stage) -> Moved:
    shape = shape_of(parameter)
    sources = {piece.source.parameter for piece in pieces if piece.source}
    if len(sources) == 1:
        (name,) = sources
        source = next(p for p in old.parameters if p.name == name)
        if shape_of(source) == shape and _is_whole(pieces, parameter):
            return Moved(parameter.name, shape, (), name)
    return Moved(parameter.name, shape, pieces, None)


def _is_whole(pieces: tuple[Piece, ...], parameter: Parameter) -> bool:
    """Whether all numbers of a parameter are those of another at the same places."""
    if any(piece.source is None or piece.coefficient != 1 for piece in pieces):
        return False
    same = all(
        piece.source is not None
        and (piece.target.start, piece.target.view, piece.target.cuts)
        == (piece.source.start, piece.source.view, piece.source.cuts)
        for piece in pieces
    )
    return same and sum(prod(piece.target.shape) for piece in pieces) == parameter.count


def shape_of(parameter: Parameter) -> tuple[int, ...]:
    """The shape of a parameter."""
    return (parameter.length,) if isinstance(parameter, Vector) else parameter.shape


def carry(moves: tuple[Moved, ...], old: "Mapping[str, Tensor]") -> "dict[str, Tensor]":
    """The parameters of the new model, from those of the old one."""
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
                place += float(piece.coefficient) * given.reshape(place.shape)
            else:
                place += _fresh(piece.target.shape, generator).to(place)
        new[move.name] = made
    return new


def _fresh(shape: tuple[int, ...], generator: "Generator") -> "Tensor":
    import torch

    rows = shape[-2] if len(shape) > 1 else 1
    found = torch.randn(shape, generator=generator, dtype=torch.float64)
    return found.div(max(1, rows) ** 0.5)


def _place(tensor: "Tensor", block: Block) -> "Tensor":
    part = tensor.reshape(-1)[block.start : block.stop].view(block.view)
    return part[tuple(slice(a, b) for a, b in block.cuts)]
