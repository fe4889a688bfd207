"""The C++ of one product of irreps: straight-line code for one entry, a loop over its channels.

Along an entry y is the same for all channels, so the sums over j are made once, as scalars `m`;
the channels then pay one multiply-add for each pair (i, k). Operands with channels are read in the
loop.
"""

from symc.emit.backends.native.gradients import gradient_lines
from symc.emit.backends.native.terms import Names, loop, operand, scalars
from symc.ir.form import Block, Form, blocks_of, told
from symc.ir.page import Lines, NativePage


def native_page(form: Form) -> NativePage:
    """The page of the C++ file of a form."""
    x, y, z = form.sizes
    return NativePage(
        str(form),
        form.channels,
        x,
        y * form.channels if form.paired else y,
        z,
        len(form.paths),
        "true" if form.indexed else "false",
        "true" if form.weights == "shared" else "false",
        product_lines(form),
        gradient_lines(form),
        f"native/{'graph' if form.indexed else 'entries'}.cpp",
    )


def product_lines(form: Form) -> Lines:
    """The product along one entry: one loop over channels for each run of output components."""
    out = [] if form.paired else _scalars_of_y(form)
    names = Names()
    made = [(p, blocks_of(path)) for p, path in enumerate(form.paths)]
    for segment in _segments(form):
        paths = [(p, blocks) for p, blocks in made if blocks and blocks[0].k in segment]
        out += _segment(form, segment, paths, names)
    return tuple(out)


def _scalars_of_y(form: Form) -> list[str]:
    used = sorted({j for path in form.paths for b in blocks_of(path) for j, _ in b.terms})
    return [f"const T y{j} = y[{j}];" for j in used]


def _segments(form: Form) -> list[range]:
    """Runs of output components that the same paths write; those that none writes by themselves."""
    ends = sorted({(path.z, path.z + path.sizes[2]) for path in form.paths})
    merged: list[range] = []
    for start, stop in ends:
        if merged and start < merged[-1].stop:
            merged[-1] = range(merged[-1].start, max(stop, merged[-1].stop))
        else:
            merged.append(range(start, stop))
    covered = {k for run in merged for k in run}
    bare = [range(k, k + 1) for k in range(form.sizes[2]) if k not in covered]
    return sorted((*merged, *bare), key=lambda run: run.start)


def _segment(
    form: Form, segment: range, paths: list[tuple[int, tuple[Block, ...]]], names: Names
) -> list[str]:
    head: list[str] = []
    body: list[str] = []
    inputs: dict[str, str] = {}
    for p, blocks in paths:
        factors, lines = scalars(blocks, names)
        (body if form.paired else head).extend(lines)
        body += _path(form, p, blocks, factors)
        inputs |= {f"x{b.i}": operand("x", b.i) for b in blocks}
        if form.paired:
            inputs |= {f"y{j}": operand("y", j) for b in blocks for j, _ in b.terms}
    starts = [f"T z{k} = ADD ? z[{k} * C + c] : T(0);" for k in segment]
    ends = [f"z[{k} * C + c] = z{k};" for k in segment]
    return [*head, *loop((*inputs.values(), *starts, *body, *ends))]


def _path(form: Form, p: int, blocks: tuple[Block, ...], factors: list[str]) -> list[str]:
    """One path: the weight goes to x or to the sum, whichever has fewer components."""
    pairs = list(zip(blocks, factors, strict=True))
    remark = f"// {told(form.paths[p], p, form.weights)}"
    if form.weights == "none":
        return [remark, *(f"z{b.k} += {m} * x{b.i};" for b, m in pairs)]
    out = [remark, f"const T w{p} = w[{p} * C + c];"]
    inputs, outputs = sorted({b.i for b in blocks}), sorted({b.k for b in blocks})
    if len(inputs) <= len(outputs):
        out += [f"const T s{p}_{i} = w{p} * x{i};" for i in inputs]
        return [*out, *(f"z{b.k} += {m} * s{p}_{b.i};" for b, m in pairs)]
    for k in outputs:
        total = " + ".join(f"{m} * x{b.i}" for b, m in pairs if b.k == k)
        out.append(f"z{k} += w{p} * ({total});")
    return out
