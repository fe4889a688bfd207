"""What the types of a whole model say about each of them: subgroups, and complex numbers."""

from collections.abc import Iterable
from dataclasses import dataclass

from symc.algebra import is_complex
from symc.check.blocks import Block, Head
from symc.check.spec import Spec
from symc.check.subgroups import Ties, moved
from symc.ir import ast
from symc.ir.symmetry import Group, Type, groups_of
from symc.report import CompileError, Span


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The subgroups that move the axes of their groups, and whether all values are complex."""

    ties: Ties
    is_complex: bool

    def type(self, type_: Type, span: Span) -> Type:
        """A type as the model has it; raises where an axis is none of the subgroup."""
        return moved(type_, self.ties, span)

    def group(self, group: Group) -> Group:
        """The group that moves the axes of a group."""
        return self.ties.get(group, group)

    def head(self, head: Head) -> Head:
        """The head of a block as the model has it."""
        if not self.ties:
            return head
        parameters = tuple(
            type(p)(p.name, None if p.type is None else self.type(p.type, p.span), p.span)
            for p in head.parameters
        )
        result = None if head.result is None else self.type(head.result, head.result_span)
        return Head(parameters, result, head.named, head.result_span)


def surroundings(block: Block, spec: Spec) -> Surroundings:
    """The surroundings of a model, or of a layer that is looked at by itself."""
    named: dict[Group, Span] = {}
    for type_, span in _types(block, spec):
        for group in groups_of(type_):
            named.setdefault(group, span)
    try:
        ties = spec.groups.subgroups.ties(tuple(named), block.name.text, block.name.span)
        for type_, span in _types(block, spec):
            moved(type_, ties, span)
    except CompileError as refusal:
        spec.reports.add(*refusal.diagnostics)
        ties = {}
    return Surroundings(ties, any(map(is_complex, named)))


def _types(block: Block, spec: Spec) -> list[tuple[Type, Span]]:
    """Every type that a block names, or a block that it calls, and where."""
    found: list[tuple[Type, Span]] = []
    seen = {block.name.text}
    queue = [block]
    for each in queue:
        head = spec.heads.of(each)
        found += ((p.type, p.span) for p in head.parameters if p.type is not None)
        if head.result is not None:
            found.append((head.result, head.result_span))
        for call in calls_of(each):
            if call.target is not None and not isinstance(call.target, ast.Same):
                target = spec.types.of(call.target)
                found += () if target is None else ((target, call.target.span),)
            entity = spec.scope.find(call.function.text)
            if isinstance(entity, ast.Layer | ast.Model) and entity.name.text not in seen:
                seen.add(entity.name.text)
                queue.append(entity)
    return found


def calls_of(block: Block) -> Iterable[ast.Call]:
    """Every call in the body of a block."""
    queue: list[ast.Statement | ast.Return | ast.Expression] = [
        *block.body.statements,
        block.body.result,
    ]
    for item in queue:
        match item:
            case ast.Repeat(_, statements):
                queue.extend(statements)
            case ast.Assign(_, value) | ast.Return(value) | ast.Negate(value) | ast.Part(value):
                queue.append(value)
            case ast.Chain(first, links):
                queue.extend((first, *(link.value for link in links)))
            case ast.Tuple(items):
                queue.extend(items)
            case ast.Call(_, arguments):
                queue.extend(arguments)
                yield item
