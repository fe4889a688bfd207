"""Products of irreps as lines of a `forward` method."""

from symc.algebra.irrep_paths import components, coupled_axes
from symc.emit.backends.torch.code import Binary, Call, Expression, statement, tuple_of
from symc.emit.backends.torch.graph_inputs import carrier
from symc.emit.backends.torch.scope import Scope, assign
from symc.ir.form import Form
from symc.ir.graphs import End
from symc.ir.irrep_product import Assemble, Multiply, Outer, Piece, Radial, Rows
from symc.ir.parameters import Coupling, Weight
from symc.ir.symmetry import Part

INDENT = 8


def multiply(step: Multiply, scope: Scope) -> list[str]:
    """The product of one number of channels, all components of it."""
    name = scope.product(step.form, step.name)
    out: list[str] = []
    x, y = scope.local("x"), scope.local("y")
    out += statement(f"{x} = ", side_by_side([left(*each) for each in step.x], "-2"), "", INDENT)
    out += statement(f"{y} = ", side_by_side([right(*each) for each in step.y], "-1"), "", INDENT)
    edges = "(None,) * 6"
    if step.edges:
        edges = sorted_edges(step.edges, step.end, scope, out)
    scope.helper("multiply")
    if step.scale is not None:
        scope.helper("weighed")
        lengths = str(_lengths_of_y(step))
        call = Call("_weighed", (f"{y}.unsqueeze(-1)", rows_of(step.scale, step.form), lengths))
        out += statement(f"{y} = ", call, "", INDENT)
    arguments = (f"_{name}", x, y, _weights(step, scope, out), edges, f"self.{name}_table")
    return [*out, *statement(f"{step.target} = ", Call("_multiply", arguments), "", INDENT)]


def _lengths_of_y(step: Multiply) -> tuple[int, ...]:
    """The components of y that each of its weights multiplies."""
    return tuple(components(part) for _, part in step.y for _ in range(part.channels))


def rows_of(rows: Rows, form: Form) -> str:
    """Rows of weights, (..., rows, channels)."""
    match rows.of:
        case Coupling(name=name):
            return f"self.{name}[{rows.start}:{rows.start + rows.count}]"
        case name:
            stop = rows.start + rows.count * form.channels
            return (
                f"{name}[..., {rows.start}:{stop}].unflatten(-1, ({rows.count}, {form.channels}))"
            )


def side_by_side(parts: list[str], dim: str) -> Expression:
    """Tensors one after the other."""
    if len(parts) == 1:
        return parts[0]
    return Call("torch.cat", (tuple_of(parts), dim))


def left(name: str, part: Part | None) -> str:
    """(..., components, channels)."""
    if part is None:
        return name
    text = name if part.multiplicity is not None else f"{name}.unsqueeze(-1)"
    return text if coupled_axes(part) else f"{text}.unsqueeze(-2)"


def right(name: str, part: Part) -> str:
    """(..., components): copies one after the other."""
    if part.multiplicity is None:
        return name if coupled_axes(part) else f"{name}.unsqueeze(-1)"
    if not coupled_axes(part):
        return name
    return f"{name}.squeeze(-1)" if part.multiplicity == 1 else f"{name}.mT.flatten(-2)"


def _weights(step: Multiply, scope: Scope, out: list[str]) -> str:
    match step.weight:
        case None:
            return "None"
        case Coupling(name=name):
            return f"self.{name}"
        case Outer(rows, places):
            scope.helper("outer")
            blocks = scope.blocks.setdefault(places, f"path_blocks_{len(scope.blocks) + 1}")
            return str(Call("_outer", (rows_of(rows, step.form), f"self.{blocks}")))
        case (Radial(), start):
            return _made(step, step.weight[0], start, scope, out)
        case (name, start):
            count = len(step.form.paths)
            stop = start + count * step.form.channels
            return f"{name}[..., {start}:{stop}].unflatten(-1, ({count}, {step.form.channels}))"


def _made(step: Multiply, made: Radial, start: int, scope: Scope, out: list[str]) -> str:
    """What the product makes weights of: the hidden values and a 1, the matrix over the bias."""
    hidden, matrix = scope.local("hidden"), scope.local("matrix")
    parts = [n if p.multiplicity is not None else f"{n}.unsqueeze(-1)" for n, p in made.hidden]
    with_one = Call("nn.functional.pad", (side_by_side(parts, "-1"), "(0, 1)", "value=1.0"))
    out += statement(f"{hidden} = ", with_one, "", INDENT)
    both = Call("torch.cat", (f"(self.{made.weight}, self.{made.bias}.unsqueeze(0))",))
    out += statement(f"{matrix} = ", both, "", INDENT)
    count = len(step.form.paths)
    cut = f"[:, {start}:{start + count * step.form.channels}]"
    return f"({hidden}, {matrix}{cut}.unflatten(-1, ({count}, {step.form.channels})))"


def sorted_edges(edges: str, end: End, scope: Scope, out: list[str]) -> str:
    """The edges in the order of both their ends, made once for each way that they are read."""
    other = "target" if end == "source" else "source"
    name = f"{edges}_{end}_sorted"
    if name not in scope.sorted_edges:
        scope.sorted_edges.add(name)
        scope.helper("sorted_edges")
        size = scope.size(carrier(scope).size)
        ends = (f"{edges}_{end}", f"{edges}_{other}", size, size)
        out += statement(f"{name} = ", Call("_sorted_edges", ends), "", INDENT)
    return name


def table_lines(scope: Scope) -> list[str]:
    """The coefficients of products of irreps, in double precision, and which weights belong to
    every path: no part of the state."""
    out: list[str] = []
    for form, name in scope.tables.items():
        constant = f"_{name.upper()}"
        words = (f"{constant}_PATHS", f"{constant}_RUNS", str(form.sizes[1]))
        out += statement("table = ", Call("_path_table", words, ".to(device)"), "", INDENT)
        arguments = (f'"{name}_table"', "table", "persistent=False")
        out += statement("", Call("self.register_buffer", arguments), "", INDENT)
    for places, blocks in scope.blocks.items():
        rows = tuple_of([str(each) for each in places])
        out += statement("blocks = ", Call("torch.tensor", (rows, "device=device")), "", INDENT)
        arguments = (f'"{blocks}"', "blocks", "persistent=False")
        out += statement("", Call("self.register_buffer", arguments), "", INDENT)
    return out


def assemble(step: Assemble, scope: Scope) -> list[str]:
    """One output of a product."""
    size = components(step.part)
    mixed = step.weight is not None
    scalar = not coupled_axes(step.part)
    if scalar and not mixed:
        (piece,) = step.pieces
        value: Expression = Call(f"{piece.source}.select", ("-2", str(piece.start)))
        if step.part.multiplicity is None:
            value = Call(f"{value}.squeeze", ("-1",))
        return assign(step.target, value, scope, step.part)
    taken = [_taken(piece, size, mixed, scope) for piece in step.pieces]
    value = taken[0]
    if len(taken) > 1:
        value = Call("torch.cat", (tuple_of(taken), "-1"))
    tail = ["-2"] if mixed and scalar else []
    tail += [] if step.part.multiplicity is not None else ["-1"]
    if not mixed:
        for dim in tail:
            value = Call(f"{value}.squeeze", (dim,))
        return assign(step.target, value, scope, step.part)
    rows = scope.local("rows")
    out = statement(f"{rows} = ", value, "", INDENT)
    matrix = _matrix(step)
    matrix = f"{matrix}.to({rows}.dtype)" if step.framed else matrix
    made: Expression = Binary((rows, matrix), "@")
    if not tail:
        return [*out, *assign(step.target, made, scope, step.part)]
    out += statement(f"{rows} = ", made, "", INDENT)
    for dim in tail:
        rows = f"{rows}.squeeze({dim})"
    return [*out, *assign(step.target, rows, scope, step.part)]


def _matrix(step: Assemble) -> str:
    match step.weight:
        case Weight(name=name):
            return f"self.{name}"
        case (name, start):
            rows = sum(piece.rows * piece.channels for piece in step.pieces)
            channels = step.part.channels
            cut = f"{name}[..., {start}:{start + rows * channels}]"
            return f"{cut}.unflatten(-1, ({rows}, {channels}))"
    raise AssertionError(step)


def _taken(piece: Piece, size: int, mixed: bool, scope: Scope) -> Expression:
    """Components of a product; those of several paths side by side as channels."""
    if not mixed or piece.rows == 1:
        return f"{piece.source}[..., {piece.start}:{piece.start + size * piece.rows}, :]"
    scope.helper("beside")
    return Call("_beside", (piece.source, str(piece.start), str(piece.rows), str(size)))
