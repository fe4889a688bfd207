"""What a whole model says about its types: subgroups, plain groups, and complex numbers."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from symc.algebra import is_complex
from symc.check.blocks import Block, Head
from symc.check.enforced import Lines, flattened, is_apart, plain_lines
from symc.check.spec import Spec
from symc.check.subgroups import Ties, moved
from symc.errors.enforced import enforced_whole
from symc.ir import ast
from symc.ir.symmetry import Group, Type, groups_of
from symc.report import CompileError, Span


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The subgroups that move the axes of their groups, and whether all values are complex.

    `groups` are those that move axes, and those that subgroups of theirs stand in for.
    Inside the model the axes of the groups of `plain` are plain; `kept` are the other ones. A layer
    that is looked at by itself is `loose` if a model calls it in which some of its groups are.
    """

    ties: Ties
    is_complex: bool
    groups: tuple[Group, ...] = ()
    plain: Lines = field(default_factory=dict)
    kept: tuple[Group, ...] = ()
    loose: bool = False

    def type(self, type_: Type, span: Span) -> Type:
        """A type as the model has it; raises where an axis is none of the subgroup."""
        return flattened(self.outside(type_, span), self.plain)

    def outside(self, type_: Type, span: Span) -> Type:
        """A type as the user of the model has it."""
        return moved(type_, self.ties, span)

    def group(self, group: Group) -> Group:
        """The group that moves the axes of a group."""
        return self.ties.get(group, group)

    def head(self, head: Head) -> Head:
        """The head of a block as the model has it."""
        if not self.ties and not self.plain:
            return head
        parameters = tuple(
            replace(p, type=None if p.type is None else self.type(p.type, p.span))
            for p in head.parameters
        )
        result = None if head.result is None else self.type(head.result, head.result_span)
        return Head(parameters, result, head.named, head.result_span)


class Surveys:
    """The surroundings of every block of a spec; each block is read through once."""

    def __init__(self, spec: Spec) -> None:
        self._spec = spec
        self._own: dict[str, _Own] = {}
        self._known: dict[str, Surroundings] = {}
        self._loose: frozenset[str] | None = None

    def of(self, block: Block) -> Surroundings:
        """The surroundings of a model, or of a layer that is looked at by itself."""
        name = block.name.text
        if name not in self._known:
            self._known[name] = self._around(block)
        return self._known[name]

    def _around(self, block: Block) -> Surroundings:
        found = self._reached(block)
        named = dict.fromkeys(group for own in found for group in own.groups)
        loose = block.name.text in self._called_loosely()
        if not named:
            return Surroundings({}, is_complex=False, loose=loose)
        try:
            ties = self._spec.groups.subgroups.ties(tuple(named), block.name.text, block.name.span)
            if ties:
                for type_, span in (typed for own in found for typed in own.types):
                    moved(type_, ties, span)
        except CompileError as refusal:
            self._spec.reports.add(*refusal.diagnostics)
            ties = {}
        lines = plain_lines(self._spec, block, self.reached(block))
        plain = {g: line for g, line in lines.items() if g in named and g not in ties}
        for group in (g for g in lines if g in ties):
            sub = ties[group].name
            self._spec.reports.add(enforced_whole(lines[group].span, group.name, sub))
        kept = tuple(group for group in named if group not in plain and group not in ties)
        groups = tuple(named)
        return Surroundings(ties, any(map(is_complex, named)), groups, plain, kept, loose)

    def reached(self, block: Block) -> list[Block]:
        """The blocks that a block has in it, called themselves or through others.

        Models that a symmetry is enforced around stay modules of their own.
        """
        return [own.block for own in self._reached(block, into_models=False)[1:]]

    def submodels(self, block: Block) -> dict[str, ast.Model]:
        """The models that are modules of their own within a block, by name."""
        calls = (c for own in self._reached(block, into_models=False) for c in own.calls)
        return {each.name.text: each for each in calls if is_apart(each)}

    def stands_alone(self, block: Block) -> bool:
        """Whether a block calls no other that is written out within it."""
        return all(is_apart(callee) for callee in self._reached(block)[0].calls)

    def _called_loosely(self) -> frozenset[str]:
        """The layers that are called by a model in which some group is plain."""
        if self._loose is None:
            models = [e for e in self._spec.scope.all() if isinstance(e, ast.Model)]
            loose = [m for m in models if plain_lines(self._spec, m, self.reached(m))]
            names = (block.name.text for model in loose for block in self.reached(model))
            self._loose = frozenset(names)
        return self._loose

    def _reached(self, block: Block, into_models: bool = True) -> list["_Own"]:
        """What a block says itself, and what the blocks say that it calls."""
        seen = {block.name.text}
        found: list[_Own] = []
        queue = [block]
        for each in queue:
            own = self._own.get(each.name.text)
            if own is None:
                own = self._own[each.name.text] = self._read(each)
            found.append(own)
            for callee in own.calls:
                if callee.name.text not in seen and (into_models or not is_apart(callee)):
                    seen.add(callee.name.text)
                    queue.append(callee)
        return found

    def _read(self, block: Block) -> "_Own":
        spec = self._spec
        head = spec.heads.of(block)
        types = [(p.type, p.span) for p in head.parameters if p.type is not None]
        if head.result is not None:
            types.append((head.result, head.result_span))
        calls: list[Block] = []
        for call in calls_of(block):
            if call.target is not None and not isinstance(call.target, ast.Same):
                target = spec.types.of(call.target)
                if target is not None:
                    types.append((target, call.target.span))
            entity = spec.scope.find(call.function.text)
            if isinstance(entity, ast.Layer | ast.Model):
                calls.append(entity)
        groups = tuple(dict.fromkeys(group for type_, _ in types for group in groups_of(type_)))
        return _Own(block, tuple(types), groups, tuple(calls))


@dataclass(frozen=True, slots=True)
class _Own:
    """What the text of one block names: types and where, their groups, and blocks."""

    block: Block
    types: tuple[tuple[Type, Span], ...]
    groups: tuple[Group, ...]
    calls: tuple[Block, ...]


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
