"""The kernel of the derivatives by x, y and w: a row of g in registers along all its entries.

Along a path u_i = sum over k of M_ik g_k gives w u_i to x, and the sum of x_i u_i to w.
What reaches x is written entry by entry, to be summed over the entries of each point by another
kernel; what reaches y is summed over the channels of the block.
"""

from symc.emit.backends.triton.product import (
    entry,
    head,
    load_operands,
    nest,
    shared_weights,
)
from symc.emit.backends.triton.terms import Share, Tile, Writer, row_at
from symc.ir.form import Block, Form, blocks_of, told
from symc.ir.page import Lines

TOLD_ALONG = (
    '"""Derivatives by x, y and w along edges, for rows g of the derivative by z.',
    "",
    "The edges of a row are order[start[row]:start[row + 1]]; each reads x at its source.",
)
TOLD_OF_ROWS = ('"""Derivatives by rows of x, y and w, for rows g of the derivative by z.', "")
TOLD_OF_NAMES = (
    "A program has one row, and B of its C channels. Along a path u_i is the sum of m_ik g_k,",
    "with m_ik made of y; w_p u_i is added to a_i, which is written to gx, the sum of x_i u_i",
    "is written to gw, and with s_i = w_p x_i multiples of s_i g_k are added to v_j, which is",
    "written to gy. DX, DY and DW say which are needed; tl.fma(a, b, c) is a * b + c.",
    '"""',
)
"""The docstring of a kernel."""


def gradients_body(form: Form, share: Share, tile: Tile) -> Lines:
    """The body of a kernel for some of the paths."""
    own = [(p, blocks_of(path)) for p, path in share.paths]
    blocks = [block for _, found in own for block in found]
    out = Writer(form, tile, 8)
    out.lines += TOLD_ALONG if form.indexed else TOLD_OF_ROWS
    out.lines += TOLD_OF_NAMES
    head(out, tile)
    out.write(f"gs = {row_at('g', 'row', form.sizes[2])}")
    for k in sorted({b.k for b in blocks}):
        out.load(f"g{k}", "gs", k)
    if form.weights == "shared":
        shared_weights(out, own)
    inner = Writer(form, tile, 12 if form.indexed else 8)
    entry(inner)
    load_operands(inner, own)
    _places(inner)
    seen: tuple[set[int], set[int]] = (set(), set())
    for (p, path), (_, found) in zip(share.paths, own, strict=True):
        inner.write(f"# {told(path, p, form.weights)}")
        _path(inner, p, found, seen)
    _store(inner, share, seen)
    nest(out, inner)
    return tuple(out.lines)


def _places(out: Writer) -> None:
    form = out.form
    e = "edge" if form.indexed else "row"
    out.write(f"gxs = {row_at('gx', e, form.sizes[0])}")
    if form.weights != "none":
        out.write(f"gws = {row_at('gw', e, len(form.paths))}")
    if form.paired:
        out.write(f"gys = {row_at('gy', e, form.sizes[1])}")
    else:
        blocks = f"({e} * tl.num_programs(1) + tl.program_id(1))"
        out.write(f"gys = gy + {blocks} * {form.sizes[1]}")


def _path(out: Writer, p: int, blocks: tuple[Block, ...], seen: tuple[set[int], set[int]]) -> None:
    weight = "" if out.form.weights == "none" else f"w{p}"
    names = out.factors(blocks, f"m{p}")
    inputs = sorted({b.i for b in blocks})
    out.write("if DX or DW:")
    for i in inputs:
        terms = [(m, f"g{b.k}") for b, m in zip(blocks, names, strict=True) if b.i == i]
        out.sum(f"u{i}", terms, 1)
    out.write("if DX:")
    for i in inputs:
        out.accumulate(f"a{i}", weight, f"u{i}", 1, first=i not in seen[0])
    seen[0].update(inputs)
    if weight:
        out.write("if DW:")
        out.sum("t", [(f"x{i}", f"u{i}") for i in inputs], 1)
        out.store("gws", p, "t", 1)
    out.write("if DY:")
    if weight:
        for i in inputs:
            out.write(f"    s{i} = {weight} * x{i}")
    _by_y(out, blocks, "s" if weight else "x", seen[1])


def _by_y(out: Writer, blocks: tuple[Block, ...], source: str, seen: set[int]) -> None:
    """What a path gives to the derivative by y: terms with one coefficient are added up before."""
    found: dict[tuple[int, float], list[tuple[str, str]]] = {}
    for b in blocks:
        for j, value in b.terms:
            found.setdefault((j, value), []).append((f"{source}{b.i}", f"g{b.k}"))
    for (j, value), terms in sorted(found.items()):
        if len(terms) == 1:
            ((left, right),) = terms
            out.accumulate(f"v{j}", f"{value!r} * {left}", right, 1, first=j not in seen)
        else:
            out.sum("t", terms, 1)
            out.write(f"    v{j} {'+=' if j in seen else '='} {value!r} * t")
        seen.add(j)


def _store(out: Writer, share: Share, seen: tuple[set[int], set[int]]) -> None:
    touched, reached = seen
    if touched:
        out.write("if DX:")
    for i in sorted(touched):
        if i in share.written:
            out.add(f"a{i}", "gxs", i, 1)
        out.store("gxs", i, f"a{i}", 1)
    out.write("if DY:")
    for j in range(out.form.sizes[1]):
        if out.form.paired:
            out.store("gys", j, f"v{j}" if j in reached else "tl.zeros((B,), F)", 1)
        else:
            at = f"gys + {j}" if j else "gys"
            out.write(f"    tl.store({at}, {f'tl.sum(v{j}, 0)' if j in reached else '0.0'})")
