"""Layers whose symmetries are not all exact: their bands as methods, and what is known of them."""

from symc.algebra.compact import is_compact
from symc.emit.backends.torch import breakers, relaxed
from symc.emit.backends.torch.certified import certified_lines
from symc.emit.backends.torch.code import (
    Call,
    Expression,
    nested,
    returned,
    statement,
    tuple_of,
)
from symc.emit.backends.torch.fitted import fitted
from symc.emit.backends.torch.freed import downs
from symc.emit.backends.torch.level_bases import bases_of, leveled_by
from symc.emit.backends.torch.moves import moves_lines
from symc.emit.backends.torch.scope import Scope
from symc.ir.grades import Block, Layer, Mixed
from symc.ir.levels import Bound, Free, Learned, Level, Loosened, Prior
from symc.ir.page import Lines
from symc.ir.parameters import Vector, Weight
from symc.ir.plan import Scheduled

INDENT = 8
KINDS = {Bound: "bound", Prior: "prior", Learned: "learned"}


def layers_of(model: Scheduled) -> tuple[Layer, ...]:
    """The graded layers of a model, in order."""
    return tuple(stage.layer for stage in model.stages if stage.layer is not None)


def whole_line(layer: Layer, scope: Scope) -> list[str]:
    """The line of `forward` that puts the matrices of a layer together."""
    names: list[Expression] = []
    for mixed in layer.mixed:
        names += [scope.weight(mixed.weight)] if mixed.weight else []
        names += [scope.bias(mixed.bias)] if mixed.bias else []
    call = f' = self._whole("{layer.name}")'
    if len(names) == 1:
        call_ = Call("self._whole", (f'"{layer.name}"',))
        return statement(f"({names[0]},) = ", call_, "", INDENT)
    return returned("", names, call, INDENT)


def parts_method(layer: Layer, scope: Scope) -> Lines:
    """The method that returns the matrices of every band, the exact part first."""
    out = [
        f"def _{layer.name}_parts(self, bands=True):",
        f'    """The matrices of {layer.name}: those that keep its symmetries, then each band."""',
    ]
    names = []
    for band in range(len(layer.bands) + 1):
        name = "exact" if band == 0 else f"band_{band}"
        names.append(name)
        made = [each for m in layer.mixed for each in _band(m, band, scope)]
        out += [f"    {line}" for line in statement(f"{name} = ", tuple_of(made), "", INDENT)]
        if band == 0 and layer.bands:
            out += ["    if not bands:", "        return (exact,)"]
    out += [f"    {line}" for line in returned("return ", names, "", INDENT)]
    return tuple(out)


def views_method(layer: Layer, scope: Scope) -> Lines:
    """The method that returns what breaks each level, where projectors do not commute."""
    if not layer.views:
        return ()
    out = [
        f"def _{layer.name}_views(self):",
        f'    """What of {layer.name} breaks each of its levels."""',
    ]
    names = []
    for i, level in enumerate(layer.views):
        name = f"view_{level}"
        names.append(name)
        made = [each for m in layer.mixed for each in _view(m, i, scope)]
        out += [f"    {line}" for line in statement(f"{name} = ", tuple_of(made), "", INDENT)]
    return (*out, *(f"    {line}" for line in returned("return ", names, "", INDENT)))


def _band(mixed: Mixed, band: int, scope: Scope) -> list[Expression]:
    """The matrix and the bias of one band; None where it has none."""
    weight = mixed.weight if band == 0 or not mixed.weight else mixed.weight.bands[band - 1]
    bias = mixed.bias if band == 0 or not mixed.bias else mixed.bias.bands[band - 1]
    return _both(mixed, weight, bias, scope)


def _view(mixed: Mixed, view: int, scope: Scope) -> list[Expression]:
    weight = mixed.weight.views[view] if mixed.weight else None
    bias = mixed.bias.views[view] if mixed.bias else None
    return _both(mixed, weight, bias, scope)


def _both(
    mixed: Mixed, weight: Weight | None, bias: Vector | None, scope: Scope
) -> list[Expression]:
    out: list[Expression] = []
    if mixed.weight:
        out.append(scope.matrix_of(weight) if weight and weight.count else "None")
    if mixed.bias:
        out.append(scope.vector_of(bias) if bias and bias.length else "None")
    return out


class Amounts:
    """The learned levels of a model: one parameter for each place where one is written."""

    def __init__(self, layers: tuple[Layer, ...]) -> None:
        self._names: dict[tuple[Level, int], str] = {}
        taken: set[str] = set()
        for level in (level for layer in layers for level in layer.levels):
            key = _place(level)
            if key in self._names or not _is_learned(level):
                continue
            stem = f"{level.group.name.lower()}_level"
            name, count = stem, 1
            while name in taken:
                count += 1
                name = f"{stem}_{count}"
            taken.add(name)
            self._names[key] = name
        self.names = tuple(self._names.values())

    def name(self, level: Level) -> str | None:
        """The parameter of a level, if it is learned."""
        return self._names.get(_place(level))


def _place(level: Level) -> tuple[Level, int]:
    return level, -1 if level.span is None else level.span.start


def _is_learned(level: Level) -> bool:
    mode = level.mode
    return isinstance(mode, Learned) or (isinstance(mode, Bound) and mode.learned)


def init_lines(model: Scheduled, scope: Scope) -> list[str]:
    """Lines of `__init__`: what is known of every layer, and the learned levels."""
    layers = layers_of(model)
    if not layers:
        return []
    leveled = leveled_by(layers, _free(model))
    for helper in (*leveled, "certified", "measured", "norms"):
        scope.helper(helper)
    amounts = Amounts(layers)
    out = []
    for name in amounts.names:
        number = "torch.empty(1, **kind)" + (".abs()" if scope.is_complex else "")
        out += statement(f"self.{name} = ", f"nn.Parameter({number})", "", INDENT)
    annealing = Call("self.register_buffer", ('"annealing"', "one", "persistent=False"))
    out += statement("one = ", _one(scope), "", INDENT)
    out += statement("", annealing, "", INDENT)
    has_bands = "graded" in leveled
    out += ["self.graded, self.band_parameters = {}, {}" if has_bands else "self.graded = {}"]
    out += [f"self.free = {_texts(_free(model))}"]
    out += ["self.recorded, self.multipliers = {}, {}"] if has_bands else []
    levels = {node.name: node.levels for node in model.model.nodes}
    for layer in layers:
        made = _layer(layer, amounts, levels[layer.name])
        out += statement(f'self.graded["{layer.name}"] = ', made, "", INDENT)
        if not has_bands:
            continue
        names = tuple_of([_texts(_band_names(layer, i)) for i in range(len(layer.bands))])
        out += statement(f'self.band_parameters["{layer.name}"] = ', names, "", INDENT)
    told = [*certified_lines(scope), *moves_lines(model)]
    return [*out, *told, *relaxed.init_lines(model, scope)]


def _free(model: Scheduled) -> tuple[str, ...]:
    """The groups that are free somewhere in a model."""
    found = (
        level.group.name
        for node in model.model.nodes
        for each in node.levels
        for level in each.levels
        if isinstance(level.mode, Free) and each.is_free
    )
    return tuple(dict.fromkeys(found))


def _one(scope: Scope) -> str:
    """1 in the real type that norms have."""
    return "torch.ones((), **kind).abs()" if scope.is_complex else "torch.ones((), **kind)"


def _band_names(layer: Layer, band: int) -> tuple[str, ...]:
    both = (made for m in layer.mixed for made in m.whole)
    found = (each.bands[band] for each in both)
    return tuple(each.name for each in found if each is not None)


def reset_lines(model: Scheduled) -> list[str]:
    """How learned levels start."""
    return ["self.start_levels()"] if Amounts(layers_of(model)).names else []


def methods(model: Scheduled, scope: Scope) -> tuple[Lines, ...]:
    """The matrices of every layer, band by band."""
    found = [
        each(layer, scope) for layer in layers_of(model) for each in (parts_method, views_method)
    ]
    return tuple(lines for lines in found if lines)


def bases(model: Scheduled, scope: Scope) -> str:
    """The classes that a model extends."""
    if not layers_of(model):
        return breakers.bases(model)
    return bases_of(model.model.name, scope)


def amount_count(model: Scheduled) -> int:
    """The number of learned levels."""
    return len(Amounts(layers_of(model)).names)


def kept(model: Scheduled) -> str:
    """How far a model keeps its symmetries, for its title."""
    levels = dict.fromkeys(str(level) for layer in layers_of(model) for level in layer.levels)
    if not layers_of(model):
        return "equivariant up to fits" if fitted(model) else "exactly equivariant"
    told = "; ".join((*levels, *relaxed.kept(model)))
    return f"equivariant up to levels ({told})" if told else "equivariant up to levels"


def _layer(layer: Layer, amounts: Amounts, levels: tuple[Loosened, ...]) -> Call:
    down = downs(layer.levels, levels)
    return Call(
        "_Layer",
        (
            _texts(layer.inputs),
            _texts(layer.outputs),
            tuple_of([_texts(each) for each in layer.axes]),
            nested(layer.moved),
            nested(layer.channels),
            tuple_of([_mixed(each) for each in layer.mixed]),
            tuple_of([_level(x, amounts, d) for x, d in zip(layer.levels, down, strict=True)]),
            nested(layer.bands),
            nested(layer.views),
            f"is_framed={layer.is_framed}",
            f"residual={layer.residual}",
        ),
    )


def _range(level: Level) -> str:
    """How far out a bound holds: None for all of the group."""
    reach = level.mode.reach if isinstance(level.mode, Bound) else None
    if reach is not None:
        return f'("{reach[0]}", {float(reach[1])!r})'
    return "None" if is_compact(level.group) else '("anywhere", math.inf)'


def _texts(names: tuple[str, ...]) -> str:
    inside = ", ".join(f'"{name}"' for name in names)
    return f"({inside}{',' if len(names) == 1 else ''})"


def _mixed(mixed: Mixed) -> Call:
    has = (str(mixed.weight is not None), str(mixed.bias is not None))
    return tuple_of([_texts(mixed.waist), *has, _blocks(mixed.rows), _blocks(mixed.columns)])


def _blocks(blocks: tuple[Block, ...]) -> Expression:
    return nested(tuple((block.end, block.width) for block in blocks))


def _level(level: Level, amounts: Amounts, down: tuple[str, ...]) -> Call:
    mode = level.mode
    amount = float(mode.amount) if isinstance(mode, Bound | Prior) else 0.1
    arguments = [f'"{level.group.name}"', f'"{KINDS[type(mode)]}"', repr(amount)]
    is_rate = isinstance(mode, Prior) and mode.norm == "rate"
    norm = mode.norm if isinstance(mode, Bound) else "rate" if is_rate else "op"
    arguments += [f'"{norm}"', _range(level)]
    learned = amounts.name(level)
    if learned is not None:
        arguments.append(f'learned="{learned}"')
    if down:
        arguments.append(f"down={_texts(down)}")
    return Call("_Level", tuple(arguments))
