"""The derivatives of a product by x, y and w along one entry, path by path.

With u_i = sum over k of M_ik g_k a path gives w u_i to x, the sum of x_i u_i to w, and the sum over
channels of w x_i g_k to the derivative by M_ik, from which that by y is made once.
"""

from symc.emit.backends.native.terms import Names, linear, loop, operand, scalars
from symc.ir.form import Block, Form, blocks_of, told
from symc.ir.page import Lines


def gradient_lines(form: Form) -> Lines:
    """All derivatives along one entry."""
    used = sorted({j for path in form.paths for b in blocks_of(path) for j, _ in b.terms})
    out: list[str] = [] if form.paired else [f"const T y{j} = y[{j}];" for j in used]
    names = Names()
    if form.paired:
        out += ["if (DY) memset(gy, 0, sizeof(T) * Y);"]
    else:
        out += [f"T d{j} = T(0);" for j in used]
    out += ["if (DX && !ADD) memset(gx, 0, sizeof(T) * X * C);"] if _untouched(form) else []
    seen: set[int] = set(range(form.sizes[0])) if _untouched(form) else set()
    for p, path in enumerate(form.paths):
        blocks = blocks_of(path)
        if blocks:
            out += _path(form, p, blocks, names, seen)
            seen |= {b.i for b in blocks}
    if not form.paired:
        kept = [f"gy[{j}] = {f'd{j}' if j in used else 'T(0)'};" for j in range(form.sizes[1])]
        out += ["if (DY) {", *(f"  {line}" for line in kept), "}"]
    return tuple(out)


def _untouched(form: Form) -> bool:
    read = {b.i for path in form.paths for b in blocks_of(path)}
    return len(read) < form.sizes[0]


def _path(form: Form, p: int, blocks: tuple[Block, ...], names: Names, seen: set[int]) -> list[str]:
    factors, made = scalars(blocks, names)
    inputs = sorted({b.i for b in blocks})
    body = [operand("x", i) for i in inputs]
    body += [operand("g", k) for k in sorted({b.k for b in blocks})]
    if form.weights != "none":
        body.append(f"const T w{p} = w[{p} * C + c];")
    head = list(made)
    if form.paired:
        head = []
        body += [operand("y", j) for j in sorted({j for b in blocks for j, _ in b.terms})]
        body += made
    pairs = list(zip(blocks, factors, strict=True))
    body += ["if (DX || DW) {", *(f"  {line}" for line in _by_x(form, p, pairs, seen)), "}"]
    sums: tuple[str, ...] = ()
    if form.paired:
        body += ["if (DY) {", *(f"  {line}" for line in _by_paired_y(form, p, blocks)), "}"]
    else:
        sums = tuple(f"r{b.i}_{b.k}" for b in blocks)
        body += ["if (DY) {", *(f"  {line}" for line in _by_y(form, p, blocks)), "}"]
    lines = [*head, *(f"T {name} = T(0);" for name in sums), *loop(tuple(body), sums)]
    lines += _spread(blocks) if sums else []
    remark = f"// {told(form.paths[p], p, form.weights)}"
    return [remark, "{", *(f"  {line}" for line in lines), "}"]


def _by_x(form: Form, p: int, pairs: list[tuple[Block, str]], seen: set[int]) -> list[str]:
    inputs = sorted({b.i for b, _ in pairs})
    weight = "" if form.weights == "none" else f"w{p} * "
    out = []
    for i in inputs:
        total = " + ".join(f"{m} * g{b.k}" for b, m in pairs if b.i == i)
        out.append(f"const T u{i} = {total};")
    for i in inputs:
        old = f"gx[{i} * C + c]" if i in seen else f"(ADD ? gx[{i} * C + c] : T(0))"
        out.append(f"if (DX) gx[{i} * C + c] = {old} + {weight}u{i};")
    if form.weights != "none":
        total = " + ".join(f"x{i} * u{i}" for i in inputs)
        old = f"(ADD_W ? gw[{p} * C + c] : T(0))"
        out.append(f"if (DW) gw[{p} * C + c] = {old} + {total};")
    return out


def _weighted(form: Form, p: int, blocks: tuple[Block, ...]) -> list[str]:
    weight = "" if form.weights == "none" else f"w{p} * "
    return [f"const T s{i} = {weight}x{i};" for i in sorted({b.i for b in blocks})]


def _by_y(form: Form, p: int, blocks: tuple[Block, ...]) -> list[str]:
    return [*_weighted(form, p, blocks), *(f"r{b.i}_{b.k} += s{b.i} * g{b.k};" for b in blocks)]


def _by_paired_y(form: Form, p: int, blocks: tuple[Block, ...]) -> list[str]:
    out = _weighted(form, p, blocks)
    out += [f"const T r{b.i}_{b.k} = s{b.i} * g{b.k};" for b in blocks]
    for j, total in _columns(blocks).items():
        out.append(f"gy[{j} * C + c] += {total};")
    return out


def _columns(blocks: tuple[Block, ...]) -> dict[int, str]:
    """The derivative by each component of y, as a sum over the blocks that it is in."""
    found: dict[int, str] = {}
    for b in blocks:
        for j, value in b.terms:
            term = linear(((0, value),), "@").replace("@0", f"r{b.i}_{b.k}")
            if j in found:
                found[j] += f" - {term[1:]}" if term.startswith("-") else f" + {term}"
            else:
                found[j] = term
    return found


def _spread(blocks: tuple[Block, ...]) -> list[str]:
    lines = [f"d{j} += {total};" for j, total in _columns(blocks).items()]
    return ["if (DY) {", *(f"  {line}" for line in lines), "}"]
