"""`sum(x over G)`, `mean(x over G)`, `max(x over G)`."""

from dataclasses import dataclass, replace
from typing import Literal

from symc.algebra import is_permuted
from symc.errors import layers as errors
from symc.ir.graphs import Collect
from symc.ir.model import Pool as PoolOp
from symc.ir.model import Value
from symc.ir.symmetry import Axis, Field, Group, Part, Record, Sum, Type
from symc.layers.emission import Term
from symc.layers.fibres import check_fibres
from symc.layers.kind import EDGES, Call, Signature
from symc.layers.maxima import check_max
from symc.layers.powers import left
from symc.layers.reach import refuse

How = Literal["sum", "mean", "max"]


def pooled(type_: Type, group: Group) -> Type:
    """The type without the axes of a group, or of the edges of a graph."""
    match type_:
        case Part():
            return _pooled_part(type_, group)
        case Sum(parts):
            return Sum(tuple(_pooled_part(part, group) for part in parts))
        case Record(fields):
            return Record(tuple(Field(f.key, _pooled_field(f.type, group)) for f in fields))


def _pooled_part(part: Part, group: Group) -> Part:
    kept = tuple(i for i, axis in enumerate(part.axes) if not _is_over(axis, group))
    axes = tuple(part.axes[i] for i in kept)
    return replace(part, axes=axes, powers=left(part.powers, kept))


def _is_over(axis: Axis, group: Group) -> bool:
    return axis.site == group.name if axis.site else axis.group == group


def _pooled_field(type_: Part | Sum, group: Group) -> Part | Sum:
    if isinstance(type_, Part):
        return _pooled_part(type_, group)
    return Sum(tuple(_pooled_part(part, group) for part in type_.parts))


@dataclass(frozen=True, slots=True)
class Pool:
    """Takes away every axis of a permuted group or of the edges of a graph, all together.

    A part without such an axis stays as it is; over no points the result is 0. `max` is not for
    rotated parts, and of points there is the `mean` only.
    """

    name: How

    @property
    def summary(self) -> str:
        """One line."""
        return f"{self.name}(x over G): the {self.name} over all axes of a permuted group"

    @property
    def example(self) -> str:
        """A set, pooled."""
        return f"""\
size n
group Items = S(n)
model Pooled(items: 3 [Items]) -> 3 [] {{
    return {self.name}(items over Items)
}}
"""

    @property
    def signature(self) -> Signature:
        """One value, over a group."""
        usage = f"{self.name}(x over Nodes)"
        return Signature(usage=usage, over=True, sited=True, points=self.name == "mean")

    def apply(self, call: Call) -> Term:
        """One node for each part that has an axis of the group."""
        (x,) = call.arguments
        self._check(call, x)
        result = call.site.term(pooled(x.type, call.pooled))
        outputs: list[Value] = []
        for source, output in zip(x.values, result.values, strict=True):
            if source.each == call.pooled.name:
                call.site.one(Collect(self.name), (source.name,), output)
                outputs.append(output)
            elif call.pooled in source.part.groups:
                call.site.one(PoolOp(self.name, call.pooled), (source.name,), output)
                outputs.append(output)
            else:
                outputs.append(source)
        return Term(result.type, tuple(outputs))

    def _check(self, call: Call, x: Term) -> None:
        if call.pooled.family != EDGES and not is_permuted(call.pooled):
            refuse(errors.pooled_rotated(call.over_span, self.name, call.pooled, call.declared))
        affected = tuple(
            value.part
            for value in x.values
            if value.each == call.pooled.name or call.pooled in value.part.groups
        )
        if not affected:
            refuse(
                errors.nothing_to_pool(
                    call.over_span, self.name, call.spans[0], call.pooled, x.type
                )
            )
        check_fibres(call, affected, call.pooled)
        if self.name == "max":
            check_max(call, affected)


KINDS = (Pool("sum"), Pool("mean"), Pool("max"))
