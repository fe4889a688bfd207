"""What forward lines of one model may refer to: sizes, counts, masks, programs, local names."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from symc.algebra import action_of, is_complex
from symc.emit.backends.torch.code import Call, Expression, statement
from symc.emit.backends.torch.geometry import averaged
from symc.emit.backends.torch.programs import label
from symc.emit.backends.torch.ties import Bases, is_plain, shared_bias, shared_weight
from symc.ir.enforcement import Surface
from symc.ir.factored import Tables
from symc.ir.form import Form
from symc.ir.graphs import bare_type
from symc.ir.model import Model
from symc.ir.page import Lines
from symc.ir.parameters import Vector, Weight
from symc.ir.plan import Scheduled
from symc.ir.symmetry import Axis, Extent, Group, Part
from symc.ir.waist import Frame, Program

INDENT = 8
"""The columns that the body of a method is indented by."""


@dataclass(slots=True)
class Functions:
    """The program functions of a file: each program once, under a name of its own."""

    names: dict[Program, str] = field(default_factory=dict)
    layers: dict[tuple[Program, Program], str] = field(default_factory=dict)
    together: dict[str, Lines] = field(default_factory=dict)
    irreps: set[int] = field(default_factory=set)
    products: dict[Form, str] = field(default_factory=dict)
    harmonics: set[int] = field(default_factory=set)
    factors: dict[Tables, str] = field(default_factory=dict)
    turns: set[int] = field(default_factory=set)
    is_twisted: bool = False

    def harmonic(self, degree: int) -> str:
        """The function of all harmonics up to a degree."""
        self.harmonics.add(degree)
        return f"_harmonics_{degree}"

    def product(self, form: Form, wanted: str) -> str:
        """The name of a product of irreps; equal ones have one."""
        if form not in self.products:
            taken, name, count = set(self.products.values()), wanted, 1
            while name in taken:
                count += 1
                name = f"{wanted}_{count}"
            self.products[form] = name
        return self.products[form]

    def factored(self, tables: Tables, wanted: str) -> str:
        """The name of the factors of a product; equal ones have one."""
        if tables not in self.factors:
            taken, name, count = set(self.factors.values()), f"{wanted}_factors", 1
            while name in taken:
                count += 1
                name = f"{wanted}_factors_{count}"
            self.factors[tables] = name
        return self.factors[tables]

    def fourier(self, axes: int) -> str:
        """The function that sums up all permutations of so many axes."""
        self.irreps.add(axes)
        return f"_fourier_{axes}"

    def layer(self, source: Program, target: Program) -> str:
        """The stem of the function of a whole layer between two tensors."""
        name = f"{self.name(source)}_to_{self.name(target)}"
        return self.layers.setdefault((source, target), name)

    def name(self, program: Program) -> str:
        """The stem of a program's two functions."""
        if program not in self.names:
            stem, taken = label(program.frame), set(self.names.values())
            name, count = stem, 1
            while name in taken:
                count += 1
                name = f"{stem}_{count}"
            self.names[program] = name
        return self.names[program]


@dataclass(slots=True)
class Scope:
    """The names of one model; `support` collects the helper functions that its lines call.

    `known` are all models of the file.
    """

    model: Scheduled
    functions: Functions
    taken: set[str]
    support: set[str] = field(default_factory=set)
    sizes: dict[str, str] = field(default_factory=dict)
    masks: dict[tuple[tuple[str, ...], int], str] = field(default_factory=dict)
    bases: Bases = field(default_factory=Bases)
    matrices: dict[tuple[Program, bool], str] = field(default_factory=dict)
    sorted_edges: set[str] = field(default_factory=set)
    tables: dict[Form, str] = field(default_factory=dict)
    factors: dict[Tables, str] = field(default_factory=dict)
    turns: set[int] = field(default_factory=set)
    blocks: dict[tuple[tuple[int, ...], ...], str] = field(default_factory=dict)
    checked: bool = False
    methods: list[Lines] = field(default_factory=list)
    known: Mapping[str, Scheduled] = field(default_factory=dict)
    products: dict[str, tuple[tuple[str, ...], ...]] = field(default_factory=dict)
    """The bilinear layers that are methods: the values that each takes, and those it makes."""

    def local(self, wanted: str) -> str:
        """A name for a local variable that no value of the model has; reused freely."""
        while wanted in self.taken:
            wanted += "_"
        return wanted

    def helper(self, name: str) -> str:
        """Notes that a supporting function is called."""
        self.support.add(name)
        return name

    def size(self, extent: Extent) -> str:
        """The length of an axis as source text."""
        if isinstance(extent, int):
            return str(extent)
        if extent not in self.sizes:
            name = self.local(extent)
            self.taken.add(name)
            self.sizes[extent] = name
        return self.sizes[extent]

    def product(self, form: Form, wanted: str) -> str:
        """The name of a product of irreps, whose table the model then holds."""
        return self.tables.setdefault(form, self.functions.product(form, wanted))

    def matrix(self, program: Program, mean: bool) -> str:
        """The constant matrix that contracts a short tensor; sums are means if so wanted."""
        mean = mean or not averaged(program)
        name = f"contraction_{len(self.matrices) + 1}"
        return f"self.{self.matrices.setdefault((program, mean), name)}"

    @property
    def is_complex(self) -> bool:
        """Whether some group makes the whole model complex."""
        model = self.model.model
        loose = () if model.surface is None else model.surface.enforced
        return any(map(is_complex, (*model.groups, *(each.group for each in loose))))

    @property
    def is_sited(self) -> bool:
        """Whether the model knows of points that meet along edges only, batched end to end."""
        return is_sited(self.model.model)

    @property
    def masked(self) -> tuple[Group, ...]:
        """The groups of free size that arguments have axes of: each may come with a mask.

        There are none in models of graphs, whose only batching is end to end.
        """
        return masked_of(self.model.model)

    @property
    def surface(self) -> Surface | None:
        """A model as its user sees it, at one point or edge."""
        found = self.model.model.surface
        if found is None or not self.is_sited:
            return found
        arguments = tuple(map(bare_type, found.arguments))
        return replace(found, arguments=arguments, result=bare_type(found.result))

    def mask(self, group: Group) -> str:
        """The argument that says which points of a group are there."""
        return f"{group.name}_mask"

    def count(self, group: Group) -> str:
        """The number of points of a group: a number, or one per batch entry where masked."""
        if group in self.masked:
            return self.local(f"{group.name.lower()}_count")
        return self.size(group.size)

    def seen(self, part: Part) -> str | None:
        """The name of the mask of a type's entries, if any of its axes can be masked."""
        words = tuple(
            axis.group.name if axis.group in self.masked and not axis.label else ""
            for axis in part.axes
        )
        if not any(words):
            return None
        trailing = 0 if part.multiplicity is None else 1
        key = (words, trailing)
        if key not in self.masks:
            stem = "_".join(word.lower() or "any" for word in words)
            self.masks[key] = self.local(f"seen_{stem}" if trailing else f"seen_{stem}_bare")
        return self.masks[key]

    def shape(self, part: Part) -> str:
        """The shape of a value, for comments."""
        axes = [str(axis.extent) for axis in part.axes]
        channels = [] if part.multiplicity is None else [str(part.multiplicity)]
        return f"({', '.join(['...', *axes, *channels])})"

    def frame_sizes(self, frame: Frame) -> str:
        """The sizes of a frame's axes as a tuple display."""
        texts = [self.size(size) for size in frame.sizes]
        return f"({', '.join(texts)}{',' if len(texts) == 1 else ''})"

    def weight(self, weight: Weight) -> Expression:
        """A weight as a matrix, put together from its blocks where not all are there."""
        if weight.graded:
            return self.local(f"{weight.name}_whole")
        return self.matrix_of(weight)

    def matrix_of(self, weight: Weight) -> Expression:
        """The matrix that the parameter itself stands for."""
        name = f"self.{weight.name}"
        if weight.ties:
            return shared_weight(weight, self.bases, self.helper)
        if weight.kept is None:
            return name
        self.helper("blocks")
        copies = f"{weight.copies}, " if weight.stacked else ""
        return f"_blocks({name}, {name}_at, {copies}{sum(weight.rows)}, {sum(weight.columns)})"

    def bias(self, bias: Vector) -> Expression:
        """A bias as a vector over all columns of its level."""
        if bias.graded:
            return self.local(f"{bias.name}_whole")
        return self.vector_of(bias)

    def vector_of(self, bias: Vector) -> Expression:
        """The vector that the parameter itself stands for."""
        name = f"self.{bias.name}"
        if is_plain(bias):
            return name
        if bias.ties:
            return shared_bias(bias, self.bases, self.helper)
        if bias.kept is None:
            return name
        self.helper("blocks")
        return f"_blocks({name}, {name}_at, {sum(bias.columns)})"


def is_sited(model: Model) -> bool:
    """Whether a model knows of points that meet along edges only, batched end to end."""
    return bool(model.graphs) or any(value.each for value in model.values)


def masked_of(model: Model) -> tuple[Group, ...]:
    """The groups that each may come with a mask."""
    if is_sited(model):
        return ()
    values = (value for a in model.arguments for value in a.values)
    held = {axis.extent for value in values for axis in value.part.axes}
    return tuple(g for g in model.groups if g.is_free and g.size in held)


def assign(target: str, value: Expression, scope: Scope, part: Part) -> list[str]:
    """An assignment in `forward`, with the shape of the value as a comment."""
    return statement(f"{target} = ", value, scope.shape(part), INDENT)


def rotated_dims(part: Part) -> tuple[int, ...]:
    """The axes of a value on which pointwise functions are not allowed, counted from the end."""
    return _dims(part, lambda axis: action_of(axis) != "permutation")


def group_dims(part: Part, group: Group | None) -> tuple[int, ...]:
    """The axes of a group, or all axes for None, counted from the end."""
    return _dims(part, lambda axis: group is None or axis.group == group)


def _dims(part: Part, chosen: Callable[[Axis], bool]) -> tuple[int, ...]:
    end = len(part.axes) + (0 if part.multiplicity is None else 1)
    return tuple(i - end for i, axis in enumerate(part.axes) if chosen(axis))


def expanded(
    scope: Scope,
    name: str,
    head: tuple[Expression, ...],
    pieces: Sequence[Expression],
    twist: Sequence[str],
) -> Call:
    """Pieces spread over an output; with a twist, rows, a matrix and orders, that is added."""
    scope.functions.is_twisted |= bool(twist)
    added = (Call("", tuple(twist)),) if twist else ()
    return Call(f"_expand_{name}", (*head, Call("", tuple(pieces)), *added))
