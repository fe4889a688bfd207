"""`norm(v)`, `normalize(v)`, `dot(u, v)`."""

from dataclasses import dataclass, replace

from symc.algebra import action_of
from symc.errors import euclidean as errors
from symc.ir.graphs import with_parts
from symc.ir.model import Op
from symc.ir.spatial import Direction, Dot, Length
from symc.ir.symmetry import Part, tensors_of
from symc.layers.emission import Term
from symc.layers.kind import Call, Signature
from symc.layers.norms import check_norms
from symc.layers.powers import left
from symc.layers.reach import refuse


def unturned(part: Part) -> Part:
    """A part without its rotated axes."""
    kept = tuple(i for i, axis in enumerate(part.axes) if action_of(axis) == "permutation")
    axes = tuple(part.axes[i] for i in kept)
    return replace(part, axes=axes, powers=left(part.powers, kept))


def check_vectors(call: Call, x: Term, span_of: int = 0) -> None:
    """Raises where a part has no length that is kept, or is several blocks in a row."""
    if call.is_complex:
        refuse(errors.real_only(call.name.span, call.name.text))
    refuse(
        *(
            errors.no_length(call.name.span, call.spans[span_of], call.name.text, part)
            for part in dict.fromkeys(tensors_of(x.type))
            if part.is_flat or part.powers or unturned(part) == part
        )
    )
    check_norms(call, x.parts)


@dataclass(frozen=True, slots=True)
class Lengths:
    """A function of vectors, per channel and per entry of the permuted and plain axes.

    `norm(v)` is the length over all rotated axes, which it takes away; `normalize(v)` is v divided
    by it, and 0 at 0; `dot(u, v)` is the scalar product of two values of one type. Derivatives at 0
    are 0.
    """

    name: str
    summary: str
    values: int
    op: Op
    keeps: bool

    @property
    def example(self) -> str:
        """Vectors, measured."""
        type_ = "4 [Rot]" if self.keeps else "4 []"
        given = "u, v" if self.values == 2 else "v"
        heads = ", ".join(f"{name}: 4 [Rot]" for name in given.split(", "))
        return f"""\
group Rot = O(3)
model Measured({heads}) -> {type_} {{
    return {self.name}({given})
}}
"""

    @property
    def signature(self) -> Signature:
        """One value, or two."""
        usage = f"{self.name}({'u, v' if self.values == 2 else 'v'})"
        count = self.values
        return Signature(usage=usage, least=count, most=count, keeps=self.keeps)

    def apply(self, call: Call) -> Term:
        """One node for each part."""
        first, *rest = call.arguments
        for i, term in enumerate(call.arguments):
            check_vectors(call, term, i)
        for term, span in zip(rest, call.spans[1:], strict=True):
            if term.type != first.type:
                refuse(errors.unlike_vectors(span, call.spans[0], self.name, first.type, term.type))
        parts = tensors_of(first.type)
        made = first.type if self.keeps else with_parts(first.type, tuple(map(unturned, parts)))
        result = call.site.term(made)
        for i, output in enumerate(result.values):
            names = tuple(term.values[i].name for term in call.arguments)
            call.site.one(self.op, names, output)
        return result


KINDS = (
    Lengths("norm", "norm(v): the length of every vector", 1, Length(), False),
    Lengths("normalize", "normalize(v): the direction of every vector", 1, Direction(), True),
    Lengths("dot", "dot(u, v): scalar products, channel by channel", 2, Dot(), False),
)
