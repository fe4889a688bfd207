"""The lines of a body, run in order."""

from symc.check.blocks import Block, Head
from symc.check.expressions import Expressions
from symc.check.frame import Frame
from symc.errors import plans, symmetry
from symc.ir import ast
from symc.ir.symmetry import Record, Type
from symc.layers import Overflow, Term
from symc.layers.emission import MOST_NODES


class Body:
    """One run through a body; its values are left in the frame."""

    def __init__(self, block: Block, frame: Frame) -> None:
        self._block = block
        self._frame = frame
        self._spec = frame.spec
        self._head: Head = frame.head(block)
        self._expressions = Expressions(frame)

    def run(self) -> Term | None:
        """The value that the body returns, if it has the declared type."""
        self._frame.enter(tuple(line.level for line in self._block.body.symmetries))
        self._statements(self._block.body.statements)
        self._frame.say(self._block.body.result.levels)
        return self._result(self._block.body.result)

    def _statements(self, statements: tuple[ast.Statement, ...]) -> None:
        for statement in statements:
            self._frame.emitter.step(statement.span)
            match statement:
                case ast.Assign():
                    self._assign(statement)
                case ast.Repeat():
                    self._repeat(statement)

    def _assign(self, line: ast.Assign) -> None:
        self._spec.heads.check_value_name(line.name)
        self._frame.say(line.levels)
        root = self._frame.root(line.name.text)
        self._frame.values[line.name.text] = self._expressions.value(line.value, root, top=True)

    def _repeat(self, line: ast.Repeat) -> None:
        """Runs the lines so often; only for types, once they no longer change that is enough."""
        count = self._spec.constants.whole(line.count, "a number of repeats") or 1
        if count > MOST_NODES:
            raise Overflow(plans.too_many_nodes(line.count.span, MOST_NODES))
        before: dict[str, Type | None] | None = None
        for _ in range(count):
            types = self._types()
            if self._frame.unroll is None and types == before:
                return
            before = types
            self._statements(line.statements)

    def _types(self) -> dict[str, Type | None]:
        values = self._frame.values.items()
        return {name: None if term is None else term.type for name, term in values}

    def _result(self, line: ast.Return) -> Term | None:
        if not self._head.named:
            term = self._expressions.value(line.value, self._frame.root("out"), top=True)
            return self._fits(line.value, term, self._head.result)
        items = line.value.items if isinstance(line.value, ast.Tuple) else (line.value,)
        names = self._head.named
        if len(items) == len(names) and (len(names) > 1 or isinstance(line.value, ast.Tuple)):
            return self._named(items)
        root = self._frame.root(names[0] if len(names) == 1 else "out")
        term = self._expressions.value(line.value, root, top=True)
        if term is None or isinstance(term.type, Record):
            return self._fits(line.value, term, self._head.result)
        if len(names) == 1:
            return self._joined([self._fits(line.value, term, self._wanted(0))])
        problem = symmetry.wrong_result_count(
            line.value.span, len(items), names, self._head.result_span
        )
        self._spec.reports.add(problem)
        return None

    def _named(self, items: tuple[ast.Expression, ...]) -> Term | None:
        """One expression for each named result."""
        terms: list[Term | None] = []
        for i, (item, name) in enumerate(zip(items, self._head.named, strict=True)):
            term = self._expressions.value(item, self._frame.root(name), top=True)
            terms.append(self._fits(item, term, self._wanted(i)))
        return self._joined(terms)

    def _wanted(self, index: int) -> Type | None:
        """The type of a named result."""
        result = self._head.result
        return result.fields[index].type if isinstance(result, Record) else None

    def _joined(self, terms: list[Term | None]) -> Term | None:
        known = [term for term in terms if term is not None]
        if self._head.result is None or len(known) < len(terms):
            return None
        return Term(self._head.result, tuple(value for term in known for value in term.values))

    def _fits(self, written: ast.Expression, term: Term | None, wanted: Type | None) -> Term | None:
        if term is None or wanted is None:
            return None
        if term.type == wanted:
            return term
        declared = self._head.result_span
        self._spec.reports.add(symmetry.wrong_result(written.span, term.type, wanted, declared))
        return None
