"""Layers with one channel everywhere, run on random inputs: their span as a matrix of numbers."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib.util import module_from_spec, spec_from_file_location
from itertools import permutations
from math import ceil, prod
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, TypeAlias

from symc.compare.branching import Cut, embedded, taken
from symc.compare.places import Ports
from symc.compare.strands import lengths_of
from symc.emit import lay_out, render
from symc.ir.model import Argument, Model, Node, Result, Value
from symc.ir.parameters import Parameter
from symc.ir.solution import Basis, Solution, Solved
from symc.ir.symmetry import Part, Sum
from symc.schedule import schedule

if TYPE_CHECKING:
    from torch import Tensor

Sizes = Mapping[str, int]
"""Lengths of free axes."""

NOTHING = 1e-12
"""What is less than this beside the largest number is rounding."""

MOST = 4_000
"""Basis elements of a layer that are compared; of more only the plans are."""


Taken: TypeAlias = "tuple[int, tuple[Cut, ...]]"
"""The number of a tensor of a module, and what is cut from it."""


@dataclass(frozen=True, slots=True)
class Probe:
    """A layer with one channel: its module as text, its parameters and its inputs and outputs.

    `lengths` is the type of one more input, for the lengths of axes that no other one has. Inputs
    and outputs may be cut from those of the module: `cut` tells from which, and how.
    """

    text: str
    parameters: tuple[Parameter, ...]
    inputs: tuple[Part, ...]
    outputs: tuple[Part, ...]
    ports: Ports
    lengths: Part | None = None
    cut: tuple[tuple[Taken, ...], tuple[Taken, ...]] | None = None

    def within(
        self, node: Node, inputs: tuple[Taken, ...], outputs: tuple[Taken, ...], model: Model
    ) -> "Probe":
        """The same on pieces of its inputs and outputs, which are those of a node."""
        parts = {value.name: value.part for value in model.values}
        given = tuple(_single(parts[node.inputs[i]]) for i in self.ports.inputs)
        made = tuple(_single(node.outputs[i].part) for i in self.ports.outputs)
        return replace(self, inputs=given, outputs=made, cut=(inputs, outputs))

    @property
    def taken(self) -> tuple[tuple[Taken, ...], tuple[Taken, ...]]:
        """For all inputs and outputs those of the module, and what is cut from them."""
        whole = (self.inputs, self.outputs)
        first, second = (tuple((i, ()) for i in range(len(each))) for each in whole)
        return self.cut or (first, second)

    def ends(self, at: int, target: int) -> list[tuple[int, int]]:
        """The ports between which maps from an input of the module to an output of it are."""
        inputs, outputs = self.taken
        return [
            (a, b)
            for a, (i, _) in zip(self.ports.inputs, inputs, strict=True)
            for b, (j, _) in zip(self.ports.outputs, outputs, strict=True)
            if (i, j) == (at, target)
        ]

    @property
    def count(self) -> int:
        """The number of its weights: the dimension per pair of channels."""
        return sum(parameter.count for parameter in self.parameters)


def probe(basis: Basis, model: Model, ports: Ports) -> Probe:
    """The probe of a linear or bilinear node, by the very plan of the node."""
    parts = {v.name: v.part for a in model.arguments for v in a.values}
    parts |= {v.name: v.part for node in model.nodes for v in node.outputs}
    inputs = tuple(_single(parts[name]) for name in basis.node.inputs)
    outputs = tuple(_single(value.part) for value in basis.node.outputs)
    node = _alone(basis.node, inputs, outputs)
    names = tuple(value.name for value in node.outputs)
    type_ = outputs[0] if len(outputs) == 1 else Sum(outputs)
    arguments = tuple(
        Argument(name, part, (Value(name, part),))
        for name, part in zip(node.inputs, inputs, strict=True)
    )
    if (more := _lengths(inputs, outputs)) is not None:
        arguments = (*arguments, Argument("lengths", more, (Value("lengths", more),)))
    alone = Model("Probe", arguments, (node,), Result(type_, names), model.groups, model.span)
    solved = Solved(alone, (replace(basis, node=node),))
    plan = schedule(Solution("probe", "", (solved,)))
    (stage,) = plan.models[0].stages
    return Probe(render(lay_out(plan)), stage.parameters, inputs, outputs, ports, more)


def _lengths(inputs: tuple[Part, ...], outputs: tuple[Part, ...]) -> Part | None:
    """A type whose axes tell the lengths of results that no input has."""
    known, wanted = (
        {axis.extent: axis for part in parts for axis in part.axes if isinstance(axis.extent, str)}
        for parts in (inputs, outputs)
    )
    axes = tuple(axis for extent, axis in wanted.items() if extent not in known)
    return Part(axes) if axes else None


def _single(part: Part) -> Part:
    return replace(part, multiplicity=None)


def _alone(node: Node, inputs: tuple[Part, ...], outputs: tuple[Part, ...]) -> Node:
    made = tuple(Value(f"out{i}", part) for i, part in enumerate(outputs))
    return replace(
        node, name="layer", inputs=tuple(f"in{i}" for i in range(len(inputs))), outputs=made
    )


Ends = tuple[tuple[int, ...], int]
"""The inputs that a map reads, by their places as written, and its output; of a constant none."""

Spans: TypeAlias = "dict[Ends, tuple[tuple[int, ...], Tensor]]"
"""Between any ends the weights that count there, and what each alone makes of random inputs."""


def spans(
    probe: Probe, sizes: Sizes, mixing: int, samples: int, split: int, is_swapped: bool = False
) -> Spans:
    """What each weight makes of random inputs, apart for all inputs that it reads.

    Inputs of one shape are the same numbers, those on either side of `split` others; with
    `is_swapped` those of the left are what else those of the right are. The first
    `mixing` parameters are those of a channelwise bilinear layer that mix channels: they are 1, and
    do not count.
    """
    import torch

    module = _module(probe.text)
    is_complex = any(p.is_complex() for p in module.parameters())
    dtype = torch.complex128 if is_complex else torch.float64
    every = cases(probe.ports.inputs, split)
    entered, left = probe.taken
    read: dict[int, Tensor] = {}
    for place, part, (i, cuts) in zip(probe.ports.inputs, probe.inputs, entered, strict=True):
        generator = torch.Generator().manual_seed(int((place >= split > 0) != is_swapped))
        given = _random(part, sizes, samples, dtype, generator)
        rows = torch.cat([given if place in case else 0 * given for case in every])
        whole = embedded(rows, cuts)
        read[i] = read[i] + whole if i in read else whole
    inputs = [read[i] for i in sorted(read)]
    if probe.lengths is not None:
        shape = (len(every) * samples, *lengths_of(probe.lengths, sizes))
        inputs.append(torch.zeros(shape, dtype=dtype))
    weights = [module.get_parameter(parameter.name) for parameter in probe.parameters]
    columns: dict[Ends, dict[int, Tensor]] = {}
    number = 0
    with torch.no_grad():
        for place, weight in enumerate(weights):
            weight.fill_(1 if place < mixing else 0)
        for weight in weights[mixing:]:
            for entry in weight.view(-1):
                entry.fill_(1)
                made = module(*inputs)
                outputs = made if isinstance(made, tuple) else (made,)
                for place, (i, cuts) in zip(probe.ports.outputs, left, strict=True):
                    apart = taken(outputs[i], cuts).reshape(len(every), -1)
                    least = NOTHING * outputs[i].abs().max()
                    for case, row in zip(every, apart, strict=True):
                        alone = row - apart[0] if case else row
                        if alone.abs().max() > least:
                            columns.setdefault((case, place), {})[number] = alone
                entry.fill_(0)
                number += 1
    return {
        ends: (tuple(found), torch.stack([*found.values()], 1)) for ends, found in columns.items()
    }


def cases(places: tuple[int, ...], split: int) -> list[tuple[int, ...]]:
    """What maps may read: nothing, then every input, or every left one with every right one."""
    if not split:
        return [(), *((place,) for place in places)]
    left = [place for place in places if place < split]
    return [(), *((a, b) for a in left for b in places if b >= split)]


def samples_for(probes: tuple[Probe, ...], sizes: Sizes) -> int:
    """As many samples as make the columns of every probe independent where their maps are."""
    needed = [
        ceil(2 * each.count / max(1, sum(_entries(part, sizes) for part in each.outputs)))
        for each in probes
    ]
    return max(needed) + 4


def mixing_of(basis: Basis) -> int:
    """How many of the parameters mix channels before the product."""
    op = basis.node.op
    is_channelwise = getattr(op, "mode", "") == "channelwise"
    return len(basis.node.inputs) if is_channelwise else 0


def _entries(part: Part, sizes: Sizes) -> int:
    return prod(lengths_of(part, sizes))


def _random(part: Part, sizes: Sizes, samples: int, dtype: Any, generator: Any) -> "Tensor":
    import torch

    found = torch.randn(samples, *lengths_of(part, sizes), dtype=dtype, generator=generator)
    for power in part.powers:  # inputs of powers are taken to be symmetric
        found = _symmetric(found, power.blocks, power.sign)
    return found


def _symmetric(tensor: "Tensor", groups: tuple[tuple[int, ...], ...], sign: int) -> "Tensor":
    import torch

    total = torch.zeros_like(tensor)
    for order in permutations(range(len(groups))):
        axes = list(range(tensor.dim() - 1))
        for old, new in zip(groups, (groups[i] for i in order), strict=True):
            for a, b in zip(old, new, strict=True):
                axes[a] = b
        parity = 1 if sign == 1 else _parity(order)
        total = total + parity * tensor.permute(0, *(1 + a for a in axes))
    return total


def _parity(order: tuple[int, ...]) -> int:
    pairs = [(a, b) for i, a in enumerate(order) for b in order[i + 1 :]]
    return -1 if sum(a > b for a, b in pairs) % 2 else 1


def _module(text: str) -> Any:
    """The probe's module; its text was written a moment ago by this process."""
    import torch

    with TemporaryDirectory() as folder:
        path = Path(folder) / "probe.py"
        path.write_text(text, encoding="utf-8")
        spec = spec_from_file_location("symc_probe", path)
        assert spec is not None and spec.loader is not None
        module = module_from_spec(spec)
        spec.loader.exec_module(module)
    return module.Probe(dtype=torch.float64)
