"""Weight spaces of small networks, as the orbit counter sees them and as specs."""

from symc.compiler import understand
from symc.ir.solution import Basis
from symc.report import Source
from symc.solve import solve
from tests.oracle.orbit_counts import Axis, Space, Tensor


def mlp(*widths: int, bias: bool = True, all_permuted: bool = False) -> Space:
    """A perceptron; the neurons of its ends are permuted only if so wanted."""
    last = len(widths) - 1
    hidden = range(len(widths)) if all_permuted else range(1, last)

    def axis(layer: int) -> Axis:
        return (f"H{layer}",) if layer in hidden else (widths[layer],)

    tensors: dict[str, Tensor] = {}
    for layer in range(1, last + 1):
        tensors[f"w{layer}"] = (axis(layer), axis(layer - 1))
        if bias:
            tensors[f"b{layer}"] = (axis(layer),)
    return Space(tensors, {f"H{layer}": widths[layer] for layer in hidden})


def rnn(inputs: int, hidden: int, outputs: int) -> Space:
    """An RNN with a linear readout: the hidden group twice on one matrix."""
    h: Axis = ("H",)
    tensors: dict[str, Tensor] = {
        "w_ih": (h, (inputs,)),
        "w_hh": (h, h),
        "b_ih": (h,),
        "b_hh": (h,),
        "w_o": ((outputs,), h),
        "b_o": ((outputs,),),
    }
    return Space(tensors, {"H": hidden})


def lstm(inputs: int, hidden: int) -> Space:
    """An LSTM: four gates that nothing moves, the hidden group within each."""
    tensors: dict[str, Tensor] = {
        "weight_ih": ((4, "H"), (inputs,)),
        "weight_hh": ((4, "H"), ("H",)),
        "bias": ((4, "H"),),
    }
    return Space(tensors, {"H": hidden})


def cnn(*widths: int, classes: int = 10, kernel: int = 3, norm: bool = False) -> Space:
    """Convolutions, a global pool, and a linear readout."""
    last = len(widths) - 1
    axes: list[Axis] = [(widths[0],), *((f"C{i}",) for i in range(1, last + 1))]
    tensors: dict[str, Tensor] = {}
    for i in range(1, last + 1):
        tensors[f"conv{i}"] = (axes[i], axes[i - 1], (kernel,), (kernel,))
        tensors[f"bias{i}"] = (axes[i],)
        if norm:
            tensors |= {f"{word}{i}": (axes[i],) for word in ("scale", "mean")}
    tensors |= {"head": ((classes,), axes[last]), "head_bias": ((classes,),)}
    return Space(tensors, {f"C{i}": widths[i] for i in range(1, last + 1)})


def residual(stem: int, stream: int, classes: int) -> Space:
    """Two convolutions 1 x 1 inside of a residual stream: one group twice on each."""
    c: Axis = ("C",)
    tensors: dict[str, Tensor] = {
        "stem": (c, (stem,)),
        "block1": (c, c),
        "block2": (c, c),
        "norm": (c,),
        "head": ((classes,), c),
    }
    return Space(tensors, {"C": stream})


def grouped(groups: int, width: int) -> Space:
    """A grouped convolution 1 x 1 after GroupNorm: two fibres over the groups."""
    tensors: dict[str, Tensor] = {
        "norm": (("G", "In"),),
        "conv": (("G", "Out"), ("In",)),
        "bias": (("G", "Out"),),
    }
    sizes = {"G": groups, "In": width, "Out": width}
    return Space(tensors, sizes, {"In": "G", "Out": "G"})


def transformer(stream: int, heads: int, key: int, hidden: int, wreath: bool = True) -> Space:
    """A block, its stream permuted: axes of queries and keys, and of values, within heads."""
    d: Axis = ("D",)
    qk: Axis = ("Heads", "Dk")
    vo: Axis = ("Heads", "Dv")
    tensors: dict[str, Tensor] = {
        "q": (qk, d),
        "q_bias": (qk,),
        "k": (qk, d),
        "k_bias": (qk,),
        "v": (vo, d),
        "v_bias": (vo,),
        "o": (d, vo),
        "o_bias": (d,),
        "up": (("Hidden",), d),
        "up_bias": (("Hidden",),),
        "down": (d, ("Hidden",)),
        "down_bias": (d,),
        "norm1": (d,),
        "norm1_bias": (d,),
        "norm2": (d,),
        "norm2_bias": (d,),
    }
    sizes = {"D": stream, "Heads": heads, "Dk": key, "Dv": key, "Hidden": hidden}
    return Space(tensors, sizes, {"Dk": "Heads", "Dv": "Heads"} if wreath else {})


def declarations(space: Space, channels: int = 0) -> str:
    """The groups of a space and its record type `Net`, and `Wide` with channels if so wanted."""
    lines = []
    for group, size in space.sizes.items():
        outer = space.within.get(group)
        lines.append(f"group {group} = S({size}){f' within {outer}' if outer else ''}")
    for name, head in (("Net", ""), ("Wide", f"{channels} ")):
        if name == "Net" or channels:
            fields = ", ".join(
                f"{key}: {head}[{', '.join(map(_axis, axes))}]"
                for key, axes in space.tensors.items()
            )
            lines.append(f"type {name} = {{ {fields} }}")
    return "\n".join(lines) + "\n"


def _axis(axis: Axis) -> str:
    if len(axis) == 1:
        return str(axis[0])
    return f"({', '.join(map(str, axis))})"


def bases(space: Space) -> tuple[Basis, Basis]:
    """What symc finds: of the maps from the space to itself, and of those to one number."""
    text = declarations(space)
    text += "model Edit(net: Net) -> Net { return linear(net -> same) }\n"
    text += "model Read(net: Net) -> [] { return linear(net -> []) }\n"
    edit, read = solve(understand(Source("main.sym", text))).models
    return edit.bases[0], read.bases[0]


def counted(space: Space) -> tuple[int, int, int]:
    """How many maps, biases and invariant readouts symc finds."""
    edit, read = bases(space)
    maps = sum(pair.dimension for pair in edit.pairs if pair.sources)
    biases = sum(pair.dimension for pair in edit.pairs if not pair.sources)
    return maps, biases, sum(pair.dimension for pair in read.pairs if pair.sources)
