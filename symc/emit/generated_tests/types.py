"""Types as nested lists of tensors, as tests spell them."""

from symc.emit.generated_tests.movers import ends, mover, parts
from symc.ir.model import Argument, Model
from symc.ir.page import Lines
from symc.ir.symmetry import Axis, Block, Group, Part, Record, Sum, Type


def model_lines(model: Model, is_complex: bool) -> Lines:
    """The entry of a model: its arguments, its result, its free sizes, and its numbers."""
    *arguments, result = ends(model)
    given = iter(arguments)
    forms: list[str] = []
    for each in model.takes:
        if isinstance(each, Argument):
            forms += form(next(given))
        else:
            forms.append(f'"{each.graph.name}",')
    return (
        f'"{model.name}": (',
        "    [",
        *(f"        {line}" for line in forms),
        "    ],",
        *(f"    {line}" for line in form(result)),
        f"    {display([_quoted(size) for size in _free_sizes(model)])},",
        f"    {is_complex},",
        "),",
    )


def _free_sizes(model: Model) -> tuple[str, ...]:
    """All free sizes but the numbers of edges."""
    edges = {each.graph.name for each in model.graphs}
    named = [a.extent for part in parts(model) for a in part.axes]
    inner = [g.size for part in parts(model) for g in part.groups]
    carrying = [each.graph.group.size for each in model.graphs]
    sizes = (size for size in (*named, *inner, *carrying) if isinstance(size, str))
    return tuple(dict.fromkeys(size for size in sizes if size not in edges))


def form(type_: Type) -> Lines:
    """A type as nested lists of tensors."""
    match type_:
        case Part():
            axes = display([_axis(axis) for axis in type_.axes])
            powers = display([f"({p.blocks}, {p.sign})" for p in type_.powers])
            return (f"({axes}, {type_.multiplicity}, {powers}),",)
        case Sum(several):
            inner = [line for part in several for line in form(part)]
        case Record(fields):
            inner = [line for field in fields for line in form(field.type)]
    return ("[", *(f"    {line}" for line in inner), "],")


def _axis(axis: Axis) -> str:
    """One coordinate; or, of a flat axis or a product, its blocks: copies, and coordinates."""
    if axis.blocks:
        return f"[{', '.join(map(_block, axis.blocks))}]"
    if axis.factors or axis.fibres:
        return f"[(1, {display(_coordinates(axis))})]"
    return _coordinate(axis.extent, mover(axis), axis.label, axis.dual)


def _block(block: Block) -> str:
    return f"({block.copies}, {display(_coordinates(block.axis) if block.axis else [])})"


def _coordinates(axis: Axis) -> list[str]:
    if axis.factors:
        return [one for factor in axis.factors for one in _coordinates(factor)]
    outer = mover(axis)
    if axis.fibres and outer is not None:
        groups = (outer, *axis.fibres)
        return [_coordinate(group.size, group, axis.label, axis.dual) for group in groups]
    return [_coordinate(axis.extent, outer, axis.label, axis.dual)]


def _coordinate(extent: int | str, group: Group | None, label: str, dual: bool) -> str:
    length = extent if isinstance(extent, int) else _quoted(extent)
    name = "None" if group is None else _quoted(group.name)
    return f'({length}, {name}, "{label}", {dual})'


def _quoted(text: str) -> str:
    return f'"{text}"'


def display(items: list[str]) -> str:
    """A tuple."""
    return f"({', '.join(items)}{',' if len(items) == 1 else ''})"
