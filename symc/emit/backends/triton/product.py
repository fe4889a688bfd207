"""The kernel of a product: a row of z in registers along all its entries."""

from symc.emit.backends.triton.terms import Share, Tile, Writer, row_at
from symc.ir.form import Block, Form, blocks_of, told
from symc.ir.page import Lines

TOLD_ALONG = (
    '"""Rows of z: products of x, y and w, summed over the edges that lead to a point.',
    "",
    "The edges of a row are order[start[row]:start[row + 1]]; each reads x at its source.",
)
TOLD_OF_ROWS = ('"""Rows of z: products of rows of x, y and w.', "")
TOLD_OF_NAMES = (
    "A program has one row, and B of its C channels: x (rows, components, C), and so on.",
    "x0 is component 0 of x, and w0 the weight of path 0. Along a path z_k is the sum of",
    "m_ik s_i, with s_i = w_p x_i, and with m_ik, made of y, for all channels alike;",
    "tl.fma(a, b, c) is a * b + c.",
    '"""',
)
"""The docstring of a kernel."""

Own = list[tuple[int, tuple[Block, ...]]]
"""The paths of a kernel: the weight of each and its blocks."""


def product_body(form: Form, share: Share, tile: Tile) -> Lines:
    """The body of a kernel for some of the paths."""
    own = [(p, blocks_of(path)) for p, path in share.paths]
    outputs = sorted({b.k for _, blocks in own for b in blocks})
    out = Writer(form, tile, 8)
    out.lines += TOLD_ALONG if form.indexed else TOLD_OF_ROWS
    out.lines += TOLD_OF_NAMES
    head(out, tile)
    out.write(f"zs = {row_at('z', 'row', form.sizes[2])}")
    for k in outputs:
        if k in share.written:
            out.load(f"z{k}", "zs", k)
        else:
            out.assign(f"z{k}", "tl.zeros((B,), F)")
    if form.weights == "shared":
        shared_weights(out, own)
    inner = Writer(form, tile, 12 if form.indexed else 8)
    entry(inner)
    load_operands(inner, own)
    for (p, path), (_, blocks) in zip(share.paths, own, strict=True):
        inner.write(f"# {told(path, p, form.weights)}")
        _path(inner, p, blocks)
    nest(out, inner)
    for k in outputs:
        out.store("zs", k, f"z{k}")
    return tuple(out.lines)


def head(out: Writer, tile: Tile) -> None:
    """The row and the channels of a program."""
    out.write(f"C: tl.constexpr = {out.form.channels}")
    out.write("row = tl.program_id(0).to(tl.int64)")
    out.write("c = tl.program_id(1) * B + tl.arange(0, B)")
    if tile.is_masked:
        out.write("live = c < C")


def shared_weights(out: Writer, own: Own) -> None:
    """The weights that all entries have in common."""
    out.write("ws = w + c")
    for p, _ in own:
        out.load(f"w{p}", "ws", p)


def entry(out: Writer) -> None:
    """The entry and the row of x that it reads."""
    if out.form.indexed:
        out.write("edge = tl.load(order + n)")
        out.write("point = tl.load(source + edge)")


def load_operands(out: Writer, own: Own) -> None:
    """All components of x, y and w that some paths read along one entry."""
    form = out.form
    entry_of = "edge" if form.indexed else "row"
    x_row = "point" if form.indexed else "row"
    blocks = [block for _, found in own for block in found]
    out.write(f"xs = {row_at('x', x_row, form.sizes[0])}")
    for i in sorted({b.i for b in blocks}):
        out.load(f"x{i}", "xs", i)
    size = form.sizes[1]
    y_row = row_at("y", entry_of, size) if form.paired else f"y + {entry_of} * {size}"
    out.write(f"ys = {y_row}")
    for j in sorted({j for b in blocks for j, _ in b.terms}):
        out.load(f"y{j}", "ys", j, form.paired)
    if form.weights == "entry":
        out.write(f"ws = {row_at('w', entry_of, len(form.paths))}")
        for p, _ in own:
            out.load(f"w{p}", "ws", p)


def nest(out: Writer, inner: Writer) -> None:
    """The lines of one entry, in a loop over the entries of the row where there are several."""
    if not out.form.indexed:
        out.lines += inner.lines
        return
    out.write("for n in range(tl.load(start + row), tl.load(start + row + 1)):")
    out.lines += [f"    {line}" for line in inner.lines]


def _path(out: Writer, p: int, blocks: tuple[Block, ...]) -> None:
    """One path: the weight goes to x or to the sum, whichever has fewer components."""
    names = out.factors(blocks, f"m{p}")
    inputs, outputs = sorted({b.i for b in blocks}), sorted({b.k for b in blocks})
    weighted = out.form.weights != "none"
    early = weighted and len(inputs) <= len(outputs)
    for i in inputs if early else []:
        out.write(f"s{i} = w{p} * x{i}")
    source = "s" if early else "x"
    for k in outputs:
        own = [(m, f"{source}{b.i}") for b, m in zip(blocks, names, strict=True) if b.k == k]
        if weighted and not early:
            out.sum("t", own)
            own = [(f"w{p}", "t")]
        for left, right in own:
            out.accumulate(f"z{k}", left, right)
