"""What a spec means: every model as a flat list of operations on single tensors.

Layers, sub-models and `repeat` are unrolled, sums and records are taken apart into their tensors,
and every layer kind is written in the few primitive operations below, so that later passes see a
small closed set. A value is named once; names are valid, unique Python identifiers of the model.
"""

from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Literal, TypeAlias

from symc.ir.breakers import Feed
from symc.ir.enforcement import Enforced, Surface
from symc.ir.graphs import Edges, GraphOp
from symc.ir.irrep_product import TensorProduct
from symc.ir.levels import Loosened
from symc.ir.parameter_graph import Messages
from symc.ir.relaxed import Relax
from symc.ir.spatial import SpatialOp
from symc.ir.submodels import Submodel
from symc.ir.symmetry import Group, Part, Type
from symc.report.diagnostic import Diagnostic
from symc.report.source import Span


@dataclass(frozen=True, slots=True)
class Value:
    """One tensor of the model: its name in generated code, and its type.

    There is one for `each` point of a group that carries a graph, or for each edge, if that is
    named: the axis for these stands in front of all others, and is none of the part's.
    """

    name: str
    part: Part
    each: str = ""


@dataclass(frozen=True, slots=True)
class Linear:
    """Every equivariant affine map from the direct sum of the inputs to that of the outputs.

    Without `maps` only the constants, which read of the input the shape of its batch. The outputs
    named in `unbiased` get no constant. A `residual` map is what is added to the identity to break
    its symmetries: it has no exact part.
    """

    bias: bool = True
    maps: bool = True
    unbiased: tuple[str, ...] = ()
    residual: bool = False


@dataclass(frozen=True, slots=True)
class Bilinear:
    """Equivariant bilinear maps; the first `split` inputs are the left operand's parts."""

    split: int
    mode: Literal["channelwise", "full"] = "channelwise"


@dataclass(frozen=True, slots=True)
class Pointwise:
    """A function applied to every entry of one tensor (`relu`, `tanh`, ...)."""

    function: str


@dataclass(frozen=True, slots=True)
class Gate:
    """Two inputs: a tensor, and one gate per channel and permuted or plain entry (its other axes
    are missing); the tensor times the sigmoid of the gate."""


@dataclass(frozen=True, slots=True)
class NormAct:
    """One input v to `function(|v|) v / |v|`, |v| over all rotated axes."""

    function: str


@dataclass(frozen=True, slots=True)
class LayerNorm:
    """One input: the usual layer norm over channels where no axis is rotated (with learned scale
    and shift), else division by the root mean square of |v| over the channels (learned scale)."""


@dataclass(frozen=True, slots=True)
class Dropout:
    """One input: whole v's (all their rotated entries together) are dropped in training."""

    probability: Fraction


@dataclass(frozen=True, slots=True)
class Pool:
    """One input: all axes of `group` taken away together by their sum, mean or maximum."""

    how: Literal["sum", "mean", "max"]
    group: Group


@dataclass(frozen=True, slots=True)
class Attention:
    """Self-attention of all inputs over the points of `group`; outputs have their types."""

    group: Group
    heads: int


@dataclass(frozen=True, slots=True)
class Extern:
    """A module of the user's, under its declared name; `arguments` counts the tensors of each."""

    name: str
    path: str
    arguments: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Combine:
    """Inputs of one type, times these coefficients, added up (`a + b`, `-a`, `0.5 * a`)."""

    coefficients: tuple[Fraction, ...]


@dataclass(frozen=True, slots=True)
class Code:
    """One input: a learned number is added for each entry of its plain axes and each channel."""


@dataclass(frozen=True, slots=True)
class Entries:
    """One input: a learned matrix from the entries of its plain axes to those of the output."""


@dataclass(frozen=True, slots=True)
class Harmonics:
    """One input: the spherical harmonics of its vectors along `axis`, one output per degree."""

    axis: int
    degree: int


@dataclass(frozen=True, slots=True)
class Nothing:
    """Zeros of the type of the output; the one input has its batch."""


Op: TypeAlias = (
    Linear
    | Bilinear
    | Pointwise
    | Gate
    | NormAct
    | LayerNorm
    | Dropout
    | Pool
    | Attention
    | Extern
    | Submodel
    | Combine
    | Code
    | Entries
    | Feed
    | Relax
    | Messages
    | Nothing
    | GraphOp
    | SpatialOp
    | Harmonics
    | TensorProduct
)


@dataclass(frozen=True, slots=True)
class Node:
    """One operation. `name` is unique in the model and prefixes the names of its weights;
    `text` is the call as the user wrote it, on one line, for comments and `explain`. `levels` are
    those of its groups that are not exact."""

    name: str
    op: Op
    inputs: tuple[str, ...]
    outputs: tuple[Value, ...]
    text: str = field(compare=False)
    span: Span = field(compare=False, repr=False)
    levels: tuple[Loosened, ...] = ()


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument as declared, and the tensors that it is taken apart into."""

    name: str
    type: Type
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """What a model returns: its type and the tensors that it is put together from.

    Named results (`-> (energy: [], forces: [Rot])`) are a `Record` type.
    """

    type: Type
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Model:
    """A model: a function between types, equivariant to every group in `groups`.

    `arguments` are those that hold values; `graphs` hold the edges of graphs. A
    `surface` is there where more symmetries are enforced around it.
    """

    name: str
    arguments: tuple[Argument, ...]
    nodes: tuple[Node, ...]
    result: Result
    groups: tuple[Group, ...]
    span: Span = field(compare=False, repr=False)
    graphs: tuple[Edges, ...] = ()
    surface: Surface | None = None

    @property
    def values(self) -> tuple[Value, ...]:
        """Every tensor, those of the arguments first."""
        given = tuple(value for argument in self.arguments for value in argument.values)
        return (*given, *(value for node in self.nodes for value in node.outputs))

    @property
    def takes(self) -> tuple[Argument | Edges, ...]:
        """All arguments in the order declared."""
        found: list[Argument | Edges] = list(self.arguments)
        for edges in self.graphs:
            found.insert(edges.place, edges)
        return tuple(found)

    @property
    def enforced(self) -> tuple[Enforced, ...]:
        """What goes around it, the innermost first."""
        return () if self.surface is None else self.surface.enforced

    @property
    def seen(self) -> "Model":
        """It as its user sees it: enforced groups move the axes of arguments and result."""
        if self.surface is None:
            return self
        both = zip(self.arguments, self.surface.arguments, strict=True)
        arguments = tuple(replace(argument, type=type_) for argument, type_ in both)
        return replace(
            self, arguments=arguments, result=replace(self.result, type=self.surface.result)
        )

    def __str__(self) -> str:
        from symc.ir.drawing import draw_model

        return draw_model(self)


@dataclass(frozen=True, slots=True)
class Module:
    """All models of one file, in the order written, with the text that they came from.

    `warnings` are what the checker has to say of a spec that it takes.
    """

    name: str
    text: str
    models: tuple[Model, ...]
    warnings: tuple[Diagnostic, ...] = field(default=(), compare=False, repr=False)

    def __str__(self) -> str:
        from symc.ir.drawing import draw_module

        return draw_module(self)
