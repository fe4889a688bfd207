"""What there is to say about a compiled model, as data: types, bases, waists, weights and costs."""

from dataclasses import dataclass

from symc.explain.cost import Cost, total
from symc.explain.groups import Known
from symc.explain.polynomial import Polynomial


@dataclass(frozen=True, slots=True)
class Maps:
    """The basis between two tensors; `source` is None for the constant.

    `maps` counts learned weights per pair of channels, `spanning` the diagrams they were chosen
    from, `entries` the pairs of entries of plain axes, each with maps of its own.
    """

    source: tuple[str, ...] | None
    source_type: str
    target: str
    target_type: str
    maps: int
    spanning: int
    entries: int
    reasons: tuple[str, ...]

    def to_json(self) -> dict[str, object]:
        """The same as plain data."""
        return {
            "source": None if self.source is None else list(self.source),
            "sourceType": self.source_type,
            "target": self.target,
            "targetType": self.target_type,
            "maps": self.maps,
            "spanning": self.spanning,
            "plainEntries": self.entries,
            "reasons": list(self.reasons),
        }


@dataclass(frozen=True, slots=True)
class Level:
    """One matrix product at the waist: `copies` times `rows` by `columns`, at `size` places."""

    axes: str
    size: Polynomial
    rows: int
    columns: int
    copies: int
    weights: int
    biases: int

    def to_json(self) -> dict[str, object]:
        """The same as plain data."""
        return {
            "axes": self.axes,
            "size": str(self.size),
            "rows": self.rows,
            "columns": self.columns,
            "copies": self.copies,
            "weights": self.weights,
            "biases": self.biases,
        }


@dataclass(frozen=True, slots=True)
class Layer:
    """One call of the spec; `dense` is what a matrix without symmetry would cost.

    `building` is what matrices with shared weights cost once per call, whatever the batch; `plan`
    says how the layer is computed, and why so.
    """

    name: str
    text: str
    kind: str
    maps: tuple[Maps, ...]
    levels: tuple[Level, ...]
    plan: tuple[str, ...]
    weights: int
    cost: Cost
    building: Cost
    dense: Polynomial | None
    outputs: tuple[tuple[str, str], ...]

    def to_json(self) -> dict[str, object]:
        """The same as plain data."""
        return {
            "name": self.name,
            "text": self.text,
            "kind": self.kind,
            "outputs": [{"name": name, "type": type_} for name, type_ in self.outputs],
            "maps": [maps.to_json() for maps in self.maps],
            "waist": [level.to_json() for level in self.levels],
            "plan": list(self.plan),
            "weights": self.weights,
            "flops": str(self.cost.flops),
            "bytes": str(self.cost.bytes),
            "flopsPerCall": str(self.building.flops),
            "bytesPerCall": str(self.building.bytes),
            "denseFlops": None if self.dense is None else str(self.dense),
        }


@dataclass(frozen=True, slots=True)
class Account:
    """A whole model; costs are for one item of a batch, in float32, or complex numbers of two.

    `loose` are the groups that some layer need not keep, with its levels.
    """

    name: str
    arguments: tuple[tuple[str, str], ...]
    result: str
    groups: tuple[str, ...]
    known: tuple[Known, ...]
    sizes: tuple[str, ...]
    is_complex: bool
    layers: tuple[Layer, ...]
    loose: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def weights(self) -> int:
        """The number of learned numbers."""
        return sum(layer.weights for layer in self.layers)

    @property
    def cost(self) -> Cost:
        """The cost of all layers."""
        return total(layer.cost for layer in self.layers)

    @property
    def building(self) -> Cost:
        """What all shared weights cost once per call."""
        return total(layer.building for layer in self.layers)

    @property
    def dense(self) -> Polynomial:
        """The cost of all layers, the linear and bilinear ones as dense arrays."""
        flops = (layer.cost.flops if layer.dense is None else layer.dense for layer in self.layers)
        return Polynomial.total(flops)

    @property
    def signature(self) -> str:
        """The head of the model."""
        arguments = ", ".join(f"{name}: {type_}" for name, type_ in self.arguments)
        return f"{self.name}({arguments}) -> {self.result}"

    def to_json(self) -> dict[str, object]:
        """The same as plain data."""
        return {
            "name": self.name,
            "arguments": [{"name": name, "type": type_} for name, type_ in self.arguments],
            "result": self.result,
            "groups": list(self.groups),
            "levels": {group: list(words) for group, words in self.loose},
            "symmetries": [group.to_json() for group in self.known],
            "freeSizes": list(self.sizes),
            "complex": self.is_complex,
            "layers": [layer.to_json() for layer in self.layers],
            "weights": self.weights,
            "flops": str(self.cost.flops),
            "bytes": str(self.cost.bytes),
            "flopsPerCall": str(self.building.flops),
            "bytesPerCall": str(self.building.bytes),
            "denseFlops": str(self.dense),
        }
