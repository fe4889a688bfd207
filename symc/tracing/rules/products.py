"""Products of matrices and all their relatives."""

from symc.tracing.atoms import Axes, Axis, Misfit
from symc.tracing.call import Call, Rule
from symc.tracing.rules.pointwise import aligned


def linear(call: Call) -> Axes:
    """Rows of the weight go out, its columns meet the last axis of the input."""
    *before, last = call.axes("input")
    *rows, columns = call.axes("weight")
    call.unify(last, columns)
    if call.has("bias") and rows:
        call.meet(rows[0], call.axes("bias")[-1])
    return (*before, *rows)


def product(call: Call, left: Axes, right: Axes) -> Axes:
    """What `matmul` does: the last axis of the left meets the last but one of the right."""
    rows, columns = left[-2:-1], right[-1:] if len(right) > 1 else ()
    call.unify(left[-1], right[-2] if len(right) > 1 else right[-1])
    batch = max(len(left), len(right)) - 2
    if batch <= 0:
        return (*rows, *columns)
    shape = call.shapes[0][:batch]
    return (*aligned(call, [left[:-2], right[:-2]], shape), *rows, *columns)


def matmul(call: Call) -> Axes:
    """`mm`, `bmm`, `mv`, `dot`, `matmul`."""
    names = [name for name in ("self", "input", "mat2", "vec", "tensor", "other") if call.has(name)]
    left, right = (call.axes(name) for name in names)
    return product(call, left, right)


def added(call: Call) -> Axes:
    """`addmm`, `addmv`, `baddbmm`: a product to which something is added."""
    pairs = (("mat1", "mat2"), ("mat", "vec"), ("batch1", "batch2"))
    first, second = next(pair for pair in pairs if call.has(pair[0]))
    found = product(call, call.axes(first), call.axes(second))
    return aligned(call, [found, call.axes("self")], call.shapes[0])


def outer(call: Call) -> Axes:
    """Every entry of one vector times every entry of another."""
    second = "vec2" if call.has("vec2") else "other"
    return (*call.axes("self"), *call.axes(second))


def einsum(call: Call) -> Axes:
    """Axes of one letter meet."""
    equation = str(call.arguments["equation"]).replace(" ", "")
    inputs, arrow, output = equation.partition("->")
    tensors = call.many("tensors")
    known: dict[str, Axis] = {}
    words = inputs.split(",")
    if len(words) != len(tensors):
        raise Misfit(equation)
    for word, axes in zip(words, tensors, strict=True):
        for letter, axis in zip(_letters(word, len(axes)), axes, strict=True):
            known[letter] = call.meet(known[letter], axis) if letter in known else axis
    if not arrow:
        plain = sorted(letter for letter in set(inputs) - set(",.") if inputs.count(letter) == 1)
        output = ("..." if "..." in inputs else "") + "".join(plain)
    return tuple(known[letter] for letter in _letters(output, len(call.shapes[0])))


def _letters(word: str, rank: int) -> list[str]:
    """One name for each axis; those of an ellipsis are counted from the right."""
    before, dots, after = word.partition("...")
    if not dots:
        return list(word)
    hidden = rank - len(before) - len(after)
    return [*before, *(f".{hidden - place}" for place in range(hidden)), *after]


def bilinear(call: Call) -> Axes:
    """One number for each pair of entries and each output."""
    out, first, second = call.axes("weight")
    left, right = call.axes("input1"), call.axes("input2")
    call.unify(left[-1], first)
    call.unify(right[-1], second)
    if call.has("bias"):
        call.meet(out, call.axes("bias")[-1])
    return (*aligned(call, [left[:-1], right[:-1]], call.shapes[0][:-1]), out)


RULES: dict[str, Rule] = {
    "linear": linear,
    **dict.fromkeys(("mm", "bmm", "mv", "dot", "matmul", "vdot", "inner"), matmul),
    **dict.fromkeys(("addmm", "addmv", "baddbmm"), added),
    **dict.fromkeys(("outer", "ger"), outer),
    "einsum": einsum,
    "bilinear": bilinear,
}
