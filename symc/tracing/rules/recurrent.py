"""Recurrent networks, layer by layer: gates are fixed, units are shared by all gates."""

from symc.tracing.atoms import Axes, Axis
from symc.tracing.call import Call, Rule

GATES = "gates of a cell"
LAYERS = "layers and directions in their order"
_GATES = {"lstm": 4, "gru": 3}


def network(call: Call) -> list[Axes]:
    """`lstm`, `gru`, `rnn_tanh`, `rnn_relu`: states of all layers and directions."""
    axes = call.axes("input")
    twice = 2 if call.get("bidirectional") else 1
    layers = int(call.arguments["num_layers"])
    params = call.many("params")
    each = len(params) // (layers * twice)
    last, ends, cells = axes[-1], list[Axis](), list[Axis]()
    for layer in range(layers):
        outs: list[Axis] = []
        for direction in range(twice):
            at = (layer * twice + direction) * each
            units, out = _cell(call, last, params[at : at + each])
            outs.append(out)
            ends.append(out)
            cells.append(units)
        last = outs[0] if twice == 1 else (call.forest.total(outs, call.operation),)
    for given, all_ in zip(_states(call), (ends, cells), strict=False):
        for axis in all_:
            if given is not None:
                call.unify(given[-1], axis)
    finals = zip(range(1, len(call.shapes)), (ends, cells), strict=False)
    return [(*axes[:-1], last), *(_final(call, axes, each, k) for k, each in finals)]


def cell(call: Call) -> list[Axes]:
    """`lstm_cell`, `gru_cell`, `rnn_tanh_cell`: one step."""
    axes = call.axes("input")
    weights = [call.axes(name) for name in ("w_ih", "w_hh", "b_ih", "b_hh") if call.has(name)]
    units, _ = _cell(call, axes[-1], weights)
    states = call.many("hx") if isinstance(call.arguments["hx"], list) else [call.axes("hx")]
    for state in states:
        call.unify(state[-1], units)
    return [(*axes[:-1], units) for _ in call.shapes]


def _cell(call: Call, enters: Axis, params: list[Axes]) -> tuple[Axis, Axis]:
    """Units of a cell and what leaves it: the units, or a projection of them."""
    gates = next((n for name, n in _GATES.items() if call.name.startswith(name)), 1)
    into, within, *others = params
    call.unify(into[1], enters)
    place, units = call.split(into[0], gates)
    call.pin(place, GATES)
    out = units
    for axes in others:
        if len(axes) == 2:
            out = axes[0]
            call.unify(axes[1], units)
        else:
            call.unify(axes[0], into[0])
    call.unify(within[0], into[0])
    call.unify(within[1], out)
    return units, out


def _states(call: Call) -> list[Axes | None]:
    """First states; None for constant ones, which are the same for every unit."""
    given = call.arguments["hx"]
    values = given if isinstance(given, list) else [given]
    return [None if value.constant is not None else value.axes for value in values]


def _layers(call: Call, units: list[Axis]) -> tuple[Axis, Axis]:
    """The units of every layer and direction along a new axis."""
    if len(units) == 1:
        return (), units[0]
    forest, home = call.forest, call.operation
    place = call.fresh(len(units), LAYERS)
    parts = tuple(forest.whole(axis, home) for axis in units)
    if any(not axis for axis in units):
        return place, ()
    return place, (forest.family(place[0], parts, home),)


def _final(call: Call, axes: Axes, units: list[Axis], number: int) -> Axes:
    """A last state: layers, the batch if there is one, units; layers are tied if it is read."""
    shape = call.shapes[number]
    if number in call.used:
        place, kept = _layers(call, units)
    else:
        place, kept = call.fresh(shape[0]), call.fresh(shape[-1])
    if len(shape) == 2:
        return (place, kept)
    return (place, axes[0] if call.get("batch_first") else axes[1], kept)


RULES: dict[str, Rule] = {
    **dict.fromkeys(("lstm", "gru", "rnn_tanh", "rnn_relu"), network),
    **dict.fromkeys(("lstm_cell", "gru_cell", "rnn_tanh_cell", "rnn_relu_cell"), cell),
}
