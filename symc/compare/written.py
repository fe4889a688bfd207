"""A migration as a small Python function that needs torch alone."""

from collections.abc import Mapping
from math import prod
from textwrap import wrap

from symc.compare.blocks import Block, Slice
from symc.compare.compared import Compared
from symc.compare.moves import Moved, Piece

RANDOM = ("small", "random")

Shapes = Mapping[str, tuple[int, ...]]
"""The shapes of parameters."""


def written(found: Compared) -> str:
    """The text of a module with one function, `migrate`."""
    fresh = any(
        move.start in RANDOM or any(piece.source is None for piece in move.pieces)
        for move in found.moves
    )
    lines = [
        *_told(found),
        "",
        "import torch",
        "from torch import Tensor",
        "",
        "SHAPES: dict[str, tuple[int, ...]] = {",
        *(f'    "{name}": {shape},' for name, shape in found.shapes),
        "}",
        "",
        "",
        "def migrate(old: dict[str, Tensor]) -> dict[str, Tensor]:",
        f'    """The `state_dict` of the new {found.model}, from that of the old one."""',
        *_check(found),
        "    new: dict[str, Tensor] = {}",
    ]
    if any(move.whole is None for move in found.moves):
        lines.append("    like = next(iter(old.values()), torch.zeros(()))")
    if fresh:
        lines.append("    torch.manual_seed(0)  # what is random below is multiplied by zero")
    shapes = dict(found.shapes)
    for move in found.moves:
        lines += [f"    {line}" for line in _move(move, shapes)]
    for before, after in found.foreign:
        lines += [
            "    for name in old:",
            f'        if name.startswith("{before}"):',
            f'            new["{after}" + name.removeprefix("{before}")] = old[name].clone()',
        ]
    return "\n".join([*lines, "    return new", ""])


def _told(found: Compared) -> list[str]:
    """What the module says of itself, and of numbers that the new model has elsewhere."""
    told = f'"""Weights of an older {found.model} for the new one; they compute the same function.'
    if not found.notes:
        return [f'{told}"""']
    lines = [each for note in found.notes for each in wrap(f"{note}.", 98)]
    return [told, "", *lines, '"""']


def _check(found: Compared) -> list[str]:
    """Lines that refuse weights of another model."""
    own = "name"
    if found.foreign:
        prefixes = ", ".join(f'"{before}"' for before, _ in found.foreign)
        own = f"name not in SHAPES and not name.startswith(({prefixes},))"
    extra = f"[name for name in old if {own}]" if found.foreign else "set(old) - set(SHAPES)"
    return [
        f"    for name in sorted({extra}):",
        f'        raise ValueError(f"{{name}}: expected weights of the old {found.model}, '
        'which has none of this name")',
        "    for name, shape in SHAPES.items():",
        "        got = tuple(old[name].shape) if name in old else None",
        "        if got != shape:",
        '            raise ValueError(f"{name}: expected the shape {shape}, got {got}")',
    ]


def _move(move: Moved, shapes: Shapes) -> list[str]:
    key = f'new["{move.name}"]'
    if move.whole is not None:
        return [f'{key} = old["{move.whole}"].clone()']
    shape = ", ".join(map(str, move.shape)) or "()"
    if move.start == "tenth":
        return [f"{key} = like.new_full((1,), 0.1).log()"]
    start = f"like.new_{'ones' if move.start == 'ones' else 'zeros'}({shape})"
    lines = [f"{key} = {_random(move.shape) if move.start in RANDOM else start}"]
    for piece in move.pieces:
        target = _place("new", piece.target, {move.name: move.shape})
        lines.append(f"{target} += {_source(piece, shapes)}")
    return lines


def _source(piece: Piece, shapes: Shapes) -> str:
    if piece.source is None:
        return _random(_view(piece.target)[1])
    text = _place("old", piece.source, shapes)
    shape = _view(piece.source)[1]
    if piece.swapped:
        text += ".transpose(-3, -2)"
        shape = (*shape[:-3], shape[-2], shape[-3], shape[-1])
    if piece.mixed is not None:
        left, right = (_place("old", block, shapes) for block in piece.mixed)
        flat = text if len(shape) == 1 else f"{text}.reshape(-1)"
        text = f"({left}.unsqueeze(1) * {right} * {flat})"
        shape = (piece.mixed[0].shape[0], *piece.mixed[1].shape)
    if shape != _view(piece.target)[1]:
        text += f".reshape({', '.join(map(str, _view(piece.target)[1]))})"
    if piece.coefficient == 1:
        return text
    number = str(piece.coefficient)
    return f"{text} * {f'({number})' if '/' in number else number}"


def _random(shape: tuple[int, ...]) -> str:
    rows = shape[-2] if len(shape) > 1 else 1
    return f"torch.randn({', '.join(map(str, shape))}).to(like) / {rows} ** 0.5"


def _view(block: Block) -> tuple[tuple[int, ...], tuple[int, ...], str]:
    """The shape that a block is seen in, its own, and its slices, without a lone first axis."""
    view, cuts = block.view, block.cuts
    if len(view) == 3 and view[0] == 1 and block.pair is None:
        view, cuts = view[1:], cuts[1:]
    inner = block.inner or cuts
    return view, tuple(b - a for a, b in inner), _slices(view, cuts)


def _slices(view: tuple[int, ...], cuts: tuple[Slice, ...]) -> str:
    return ", ".join(
        ":" if (a, b) == (0, size) else f"{a}:{b}" for size, (a, b) in zip(view, cuts, strict=True)
    )


def _place(which: str, block: Block, shapes: Shapes) -> str:
    """An expression for a block, with no more steps than it needs."""
    text = f'{which}["{block.parameter}"]'
    shape = shapes[block.parameter]
    view, _, slices = _view(block)
    if shape != view:
        if (block.start, block.stop) != (0, prod(shape)):
            text += f".view(-1)[{block.start}:{block.stop}]"
        text += f".view({', '.join(map(str, view))})"
    text += f"[{slices}]"
    if block.pair is None:
        return text
    shape = tuple(b - a for a, b in block.cuts)
    inner = _slices((*shape[:-2], *block.pair, shape[-1]), block.inner)
    return f"{text}.unflatten(-2, {block.pair})[{inner}]"
