"""A linear layer of several tensors: its two functions, and the line that calls it."""

from dataclasses import fields

from symc.emit.backends.torch.code import Binary, Call, Expression, returned, statement, tuple_of
from symc.emit.backends.torch.flow import Flow
from symc.emit.backends.torch.geometry import averaged
from symc.emit.backends.torch.pooling import Pooling, framed
from symc.emit.backends.torch.scope import Scope
from symc.emit.backends.torch.together import Matrix, Together, Whole
from symc.emit.backends.torch.writing import Added, Writing
from symc.ir.page import Lines
from symc.ir.parameters import Vector, Weight
from symc.ir.waist import Level, Order, level_name

INDENT = 8


def together_lines(step: Together, scope: Scope) -> list[str]:
    """The line in `forward`; notes the functions that it calls."""
    scope.methods += Writer(step, scope).methods()
    scope.functions.together[_function(step, scope)] = _pair(step, scope)
    weights = [scope.bias(w) if isinstance(w, Vector) else scope.weight(w) for w in step.weights]
    arguments = (*step.names, *weights, *given(step, scope))
    made = Call(_function(step, scope), arguments)
    left = ", ".join(step.made) if len(step.made) > 1 else f"({step.made[0]},)"
    if len(left) + len(str(made)) + 3 + INDENT <= 88:
        return [f"{left} = {made}"]
    held = scope.local("results")
    out = statement(f"{held} = ", made, "", INDENT)
    return [*out, *returned("", step.made, f" = {held}", INDENT)]


def given(step: Together, scope: Scope) -> tuple[str, ...]:
    """The sizes and counts that a layer needs and that no numbers stand for."""
    found: list[str] = []
    for side in (step.tensors, step.results):
        for program in (end.program for end in side.ends if end.program is not None):
            found += [scope.size(size) for size in program.frame.sizes]
            found += [scope.count(group) for group in averaged(program)]
        found += [scope.count(run.group) for run in side.runs]
        for lengths in (n for end in side.ends if end.step for n in end.step.atoms):
            found += [scope.size(n) for n in lengths if len(lengths) > 1]
    return tuple(dict.fromkeys(name for name in found if not name.isdigit()))


def _function(step: Together, scope: Scope) -> str:
    """The function of a layer among those of the file."""
    return f"_together_{scope.model.model.name}_{step.stem}"


def _pair(step: Together, scope: Scope) -> Lines:
    """The layer and its derivative as one function."""
    model, first = scope.model.model.name, len(step.names)
    counts = (str(first), str(len(step.weights)), str(len(step.made)))
    arguments = (f"{model}._run_{step.stem}", f"{model}._turned_{step.stem}", *counts)
    return tuple(statement(f"{_function(step, scope)} = ", Call("_together", arguments)))


class Writer:
    """The two functions of a layer; both have the same arguments, weights among them by name."""

    def __init__(self, step: Together, scope: Scope) -> None:
        shared = {each.name: getattr(scope, each.name) for each in fields(Scope)}
        self.step, self.scope = step, Scope(**(shared | {"taken": set(scope.taken)}))
        self.names: dict[str, str] = {}
        for weight in step.weights:
            self.names[weight.name] = self.scope.local(weight.name)
            self.scope.taken.add(self.names[weight.name])

    def methods(self) -> tuple[Lines, Lines]:
        """The layer, and the layer turned round."""
        self.scope.helper("together")
        weights = [self.names[weight.name] for weight in self.step.weights]
        arguments = (*self.step.names, *weights, *given(self.step, self.scope))
        stem = self.step.stem
        first = self._run()
        second = self._turned()
        title = "All results, and the rows that met the weights."
        turned = "From slopes of results to those of tensors, if `deep`, and of weights."
        return (
            _method(f"_run_{stem}", arguments, title, first),
            _method(f"_turned_{stem}", ("deep", "slopes", "rows", *arguments), turned, second),
        )

    def _run(self) -> list[str]:
        """Tensors to rows, rows to columns, columns to results."""
        flow = Pooling(self.step.tensors, self.scope, "", True)
        names = {name: name for name in self.step.names}
        self.rows = flow.pool(names)
        columns = {m.level: self._columns(m, flow) for m in self.step.matrices}
        added: dict[str, list[Added]] = {}
        for whole in self.step.wholes:
            product = (self.rows[whole.level], self._matrix(whole.weight), whole.orders)
            added.setdefault(whole.target, []).append(product)
        back = Writing(self.step.results, self.scope, "", False, flow.out)
        results = back.write(columns, added)
        ends: list[Expression] = [tuple_of(list(results)), tuple_of(list(self._kept()))]
        return [*flow.out, *returned("return ", ends, "", INDENT)]

    def _kept(self) -> tuple[str, ...]:
        """Rows that are made inside; tensors in their frames, which may be views, are made anew."""
        made = dict.fromkeys(self.rows.values())
        flat = {end.flat for end in self.step.tensors.ends}
        return tuple(name for name in made if name not in flat)

    def _columns(self, matrix: Matrix, flow: Flow) -> str:
        name = self.scope.local(f"columns_{level_name(matrix.level)}")
        bias = "" if matrix.bias is None else self.names[matrix.bias.name]
        if matrix.weight is None:
            helper = f"_{self.scope.helper('alike')}"
            flow.say(f"{name} = ", Call(helper, (bias, matrix.like, str(matrix.like_axes))))
            return name
        rows, weight = self.rows[matrix.level], self.names[matrix.weight.name]
        product: Expression = f"{rows} @ {weight}"
        if bias:
            product = Call("nn.functional.linear", (rows, f"{weight}.mT", bias))
        flow.say(f"{name} = ", product)
        return name

    def _matrix(self, weight: Weight) -> str:
        name = self.names[weight.name]
        return name if weight.stacked else f"{name}.unsqueeze(0)"

    def _turned(self) -> list[str]:
        """Slopes of results to those of columns, of weights, of rows, and of tensors."""
        slopes = Pooling(self.step.results, self.scope, "d_", False)
        names = {name: slopes.name(name) for name in self.step.made}
        slopes.out += returned("", list(names.values()), " = slopes", INDENT)
        if self._kept():
            slopes.out += returned("", self._kept(), " = rows", INDENT)
        for end in self.step.tensors.ends:
            if end.step is not None and end.flat in self.rows.values():
                slopes.say(f"{end.flat} = ", framed(end.step, end.outer, self.scope))
        columns = slopes.pool(names)
        learned: dict[str, str] = {}
        for matrix in self.step.matrices:
            self._learn(matrix, columns[matrix.level], learned, slopes)
        for whole in self.step.wholes:
            self._learn_whole(whole, names[whole.target], learned, slopes)
        weights = tuple_of([learned[weight.name] for weight in self.step.weights])
        early = returned("return ", ["()", weights], "", INDENT + 4)
        slopes.out += ["if not deep:", *(f"    {line}" for line in early)]
        flow = Writing(self.step.tensors, self.scope, "d_", True, slopes.out)
        tensors = dict(zip(self._outer(), self._back(columns, names, flow), strict=True))
        ends = tuple_of([tensors.get(name, "None") for name in self.step.names])
        return [*flow.out, *returned("return ", [ends, weights], "", INDENT)]

    def _outer(self) -> tuple[str, ...]:
        return tuple(end.outer for end in self.step.tensors.ends)

    def _learn(self, matrix: Matrix, columns: str, learned: dict[str, str], flow: Flow) -> None:
        if matrix.weight is not None:
            own = self.scope.local(f"d_{self.names[matrix.weight.name]}")
            rows = self.rows[matrix.level]
            flow.say(f"{own} = ", Call("_matrix_slope", (rows, columns)))
            learned[matrix.weight.name] = own
        if matrix.bias is not None:
            own = self.scope.local(f"d_{self.names[matrix.bias.name]}")
            flow.say(f"{own} = ", f"_rows({columns}).sum(0)")
            learned[matrix.bias.name] = own

    def _learn_whole(self, whole: Whole, slope: str, learned: dict[str, str], flow: Flow) -> None:
        own = self.scope.local(f"d_{self.names[whole.weight.name]}")
        rows = self.rows[whole.level]
        call = Call("_twist_slope", (rows, slope, str(_inverse(whole))))
        if not whole.weight.stacked:
            call = Call("_matrix_slope", (rows, slope))
        flow.say(f"{own} = ", call)
        learned[whole.weight.name] = own

    def _back(
        self, columns: dict[Level, str], names: dict[str, str], flow: Writing
    ) -> tuple[str, ...]:
        """The slopes of all tensors."""
        terms: dict[Level, list[Expression]] = {}
        added: dict[str, list[Added]] = {}
        flat = {end.flat for end in self.step.tensors.ends}
        for matrix in self.step.matrices:
            if matrix.weight is not None:
                call = Call("_back", (columns[matrix.level], self.names[matrix.weight.name]))
                terms.setdefault(matrix.level, []).append(call)
        for whole in self.step.wholes:
            product = (names[whole.target], f"{self._matrix(whole.weight)}.mH", _inverse(whole))
            if len(whole.rows) == 1 and whole.rows[0] in flat:
                added.setdefault(whole.rows[0], []).append(product)
            else:
                terms.setdefault(whole.level, []).append(flow.twisted(product))
        back = {}
        for level, each in terms.items():
            back[level] = self.scope.local(f"d_rows_{level_name(level)}")
            flow.say(f"{back[level]} = ", each[0] if len(each) == 1 else Binary(tuple(each), "+"))
        return flow.write(back, added)


def _inverse(whole: Whole) -> tuple[Order, ...]:
    return tuple(tuple(o.index(i) for i in range(len(o))) for o in whole.orders)


def _method(name: str, arguments: tuple[str, ...], title: str, body: list[str]) -> Lines:
    head = statement("", Call(f"def {name}", arguments, ":"), "", INDENT - 4)
    return ("@staticmethod", *head, f'    """{title}"""', *(f"    {line}" for line in body))
