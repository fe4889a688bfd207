"""A contraction program turned round: what flows into every node, from the waist outwards."""

from symc.algebra import is_permuted
from symc.emit.backends.torch.code import Binary, Call, Expression, returned, statement
from symc.emit.backends.torch.geometry import count_name, dim, places, positive, vertex
from symc.ir.symmetry import Group
from symc.ir.waist import Fold, Program, open_axes

Term = tuple[Expression, frozenset[int]]
"""A summand and the axes along which it is of size 1 and broadcasts."""


class Turned:
    """Gathers the lines of one function; nodes are settled when all their children have given."""

    def __init__(self, program: Program, indent: int) -> None:
        self.program, self.indent = program, indent
        self.codes = ["y", *(f"y_{pattern.code}" for pattern in program.nodes[1:])]
        self.terms: list[list[Term]] = [[] for _ in program.nodes]
        self.onto: list[list[tuple[Fold, str]]] = [[] for _ in program.nodes]
        self.body: list[str] = []

    def lines(self) -> list[str]:
        """The body of the function."""
        self._unpack()
        for fold in reversed(self.program.folds):
            self._turn(fold)
        terms = self.terms[0]
        if self.onto[0] or len(terms) > 1:
            self._add_up(0)
            return [*self.body, "if base is not None:", "    y += base", "return y"]
        ((value, missing),) = terms
        grown = "_grow(y, sizes)" if missing else "y"
        self._say("y = ", value)
        return [*self.body, f"return {grown} if base is None else base + y"]

    def _say(self, prefix: str, value: Expression) -> None:
        self.body += statement(prefix, value, "", self.indent)

    def _unpack(self) -> None:
        """Names every piece; a node that stands in two ports gets both."""
        blocks = [f"pieces[{i}]" for i in range(len(self.program.ports))]
        for block, port in zip(blocks, self.program.ports, strict=True):
            names = [self._name(node) for node in port]
            if len(names) == 1:
                self._say(f"{names[0]} = ", block)
            else:
                chunks = f" = {block}.chunk({len(names)}, -1)"
                self.body += returned("", names, chunks, self.indent)

    def _name(self, node: int) -> str:
        code = self.codes[node] if node else "y_root"
        name = code + "_" * len(self.terms[node])
        self.terms[node].append((name, frozenset()))
        return name

    def _turn(self, fold: Fold) -> None:
        """What the child of a fold gives to its parent."""
        missing = self._settle(fold.child)
        value = self.codes[fold.child]
        parent, frame = self.program.nodes[fold.parent], self.program.frame
        match fold.kind:
            case "sum":
                axis = fold.axes[0]
                place = dim(parent, frame, axis)
                spread: Expression = f"{value}.unsqueeze({place})"
                shifted = frozenset[int]({a + (a >= axis) for a in missing} | {axis})
                plus = positive(fold.group)
                if is_permuted(fold.group):
                    spread = Call("_spread", (value, str(place), count_name(fold.group)))
                elif plus is not None:
                    size = str(fold.group.size)
                    spread = Call("_metric_spread", (value, str(place), str(plus), size))
                    shifted -= {axis}
                self.terms[fold.parent].append((spread, shifted))
            case "diagonal" | "form":
                self.onto[fold.parent].append((fold, value))
            case "epsilon":
                if missing:
                    self._say(f"{value} = ", Call("_grow", (value, self._shape(fold.child))))
                slots, legs = vertex(fold, self.program)
                plus = positive(fold.group)
                metric = () if plus is None else (f"plus={plus}",)
                arguments = (value, str(fold.group.size), str(slots), str(legs), "True", *metric)
                self.terms[fold.parent].append((Call("_epsilon", arguments), frozenset()))

    def _settle(self, node: int) -> frozenset[int]:
        """Writes the sum of all that reached a node; the axes that are still of size 1."""
        if self.onto[node]:
            self._add_up(node)
            return frozenset()
        code = self.codes[node]
        (first, missing), *rest = self.terms[node]
        if first != code and not rest:
            self._say(f"{code} = ", first)
        for i, (term, axes) in enumerate(rest):
            self._say(f"{code} = ", Binary((code if i else first, term), "+"))
            missing &= axes
        return missing

    def _add_up(self, node: int) -> None:
        """Writes the sum as a tensor of its own and of full size, and adds to its diagonals."""
        code, sizes, terms = self.codes[node], self._shape(node), self.terms[node]
        pattern = self.program.nodes[node]
        if not terms:
            fold, value = self.onto[node][0]
            axes = len(open_axes(self.program.frame, self.program.nodes[fold.child]))
            self._say(f"{code} = ", Call("_zeros", (value, str(axes), sizes)))
            missing: frozenset[int] = frozenset()
        else:
            (first, missing), *rest = sorted(terms, key=lambda term: len(term[1]))
            for i, (term, along) in enumerate(rest):
                if i and not missing:
                    self._say(f"{code} += ", term)
                else:
                    self._say(f"{code} = ", Binary((code if i else first, term), "+"))
                missing &= along
            grown = code if rest else first
            if missing:
                self._say(f"{code} = ", Call("_grow", (grown, sizes), ".clone()"))
            elif not rest:
                self._say(f"{code} = ", f"{first}.clone()")
        for fold, value in self.onto[node]:
            if fold.kind == "form":
                where = [dim(pattern, self.program.frame, axis) for axis in fold.axes]
                ends = map(str, where)
                self._say(f"{code} = ", Call("_skew_add", (code, value, *ends)))
            else:
                ends = map(str, places(fold, self.program))
                self._say(f"{code} = ", Call("_add_diagonal", (code, value, *ends)))

    def _shape(self, node: int) -> str:
        """The sizes of a node's axes as source text."""
        if node == 0:
            return "sizes"
        frame = self.program.frame
        starts = {group: frame.axes.index(group) for group in frame.groups}
        held = open_axes(frame, self.program.nodes[node])
        texts = [_size(group, starts[group]) for group, _ in held]
        return f"({', '.join(texts)}{',' if len(texts) == 1 else ''})"


def _size(group: Group, start: int) -> str:
    return f"sizes[{start}]" if group.is_free else str(group.size)
