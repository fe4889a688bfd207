"""Products of irreps by factors: their tables, and the lines of a `forward` method."""

from symc.emit.backends.torch.code import Call, Expression, statement, tuple_of
from symc.emit.backends.torch.multiply import left, right, side_by_side
from symc.emit.backends.torch.scope import Scope
from symc.ir.factored import Block, Fitted, MultiplyFactors, Row, Sphere, Tables
from symc.ir.page import Lines
from symc.ir.parameters import Coupling

INDENT = 8


def multiply_factors(step: MultiplyFactors, scope: Scope) -> list[str]:
    """The product of one number of channels, all components of it."""
    scope.helper("factored")
    if isinstance(step.tables, Sphere):
        scope.helper("sphere_table")
        scope.functions.harmonic(_degree(step.tables))
    else:
        scope.helper("term_table")
    name = scope.factors.setdefault(step.tables, scope.functions.factored(step.tables, step.name))
    x, y = scope.local("x"), scope.local("y")
    out = statement(f"{x} = ", side_by_side([left(*each) for each in step.x], "-2"), "", INDENT)
    out += statement(f"{y} = ", side_by_side([right(*each) for each in step.y], "-1"), "", INDENT)
    spread = tuple_of([str(each) for each in step.spread])
    sizes = str(step.tables.sizes)
    arguments = (x, y, _weights(step), f"self.{name}", sizes, spread)
    return [*out, *statement(f"{step.target} = ", Call("_factored", arguments), "", INDENT)]


def _weights(step: MultiplyFactors) -> str:
    match step.weight:
        case None:
            return "None"
        case Coupling(name=name):
            return f"self.{name}"
        case (name, start):
            stop = start + step.rows * step.channels
            return f"{name}[..., {start}:{stop}].unflatten(-1, ({step.rows}, {step.channels}))"


def factor_table_lines(scope: Scope) -> list[str]:
    """The factors of products, in double precision: no part of the state."""
    out: list[str] = []
    for tables, name in scope.factors.items():
        if isinstance(tables, Sphere):
            words = (f"_harmonics_{_degree(tables)}", f"*_{name.upper()}")
            call = Call("_sphere_table", words, ".to(device)")
        else:
            call = Call("_term_table", (f"_{name.upper()}", str(tables.sizes)), ".to(device)")
        out += statement("table = ", call, "", INDENT)
        arguments = (f'"{name}"', "table", "persistent=False")
        out += statement("", Call("self.register_buffer", arguments), "", INDENT)
    return out


def factor_lines(tables: Tables, name: str) -> Lines:
    """What the table of a product is made from."""
    if isinstance(tables, Sphere):
        blocks = (tables.x, tables.y, tables.z)
        scales = tuple_of([f"({each.numerator}, {each.denominator})" for each in tables.scales])
        words: list[Expression] = [str(tables.grid), *map(_blocks, blocks), scales]
        text = "functions on the sphere by their values"
    else:
        words = [_path(path) for path in tables.paths]
        text = "paths by products of sums"
    title = f"# {text}: {tables.count} products of {' x '.join(map(str, tables.sizes[:2]))}"
    head = f"{title} -> {tables.sizes[2]} components."
    return (head, *statement(f"_{name.upper()} = ", tuple_of(words)))


def _degree(tables: Sphere) -> int:
    return max(block.degree for side in (tables.x, tables.y, tables.z) for block in side)


def _blocks(blocks: tuple[Block, ...]) -> Expression:
    return tuple_of([f"({block.degree}, {int(block.odd)})" for block in blocks])


def _path(path: Fitted) -> Expression:
    """Where a path starts in x, y and z, the square of its scale, and the rows of its factors."""
    fit, scale = path.fit, path.scale
    head = (str(path.x), str(path.y), str(path.z))
    square = (str(scale.numerator), str(scale.denominator))
    return tuple_of([*head, *square, *map(_rows, (fit.left, fit.right, fit.back))])


def _rows(rows: tuple[Row, ...]) -> Expression:
    return tuple_of([tuple_of([repr(value) for value in row]) for row in rows])
