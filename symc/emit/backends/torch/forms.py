"""One product of irreps in a generated file: its tables and the function that is called."""

import hashlib
from itertools import pairwise
from typing import TypeAlias

from symc.emit.backends.native.source import native_page
from symc.emit.backends.torch.code import Call, Expression, statement, tuple_of
from symc.emit.backends.triton.kernels import triton_page
from symc.ir.form import Form, Path
from symc.ir.page import Lines, ProductPage

SUPPORT = (
    "triton",
    "launch",
    "serves",
    "native",
    "derivatives",
    "form",
    "transformed",
    "along",
    "paths",
    "path_table",
    "sorted_edges",
)


Sum: TypeAlias = tuple[int, tuple[tuple[int, int, int], ...]]
"""The length of a block of z, and the paths to it: run, place in the run, weight."""


def product_page(form: Form, name: str) -> ProductPage:
    """The page of a form under a name of its file."""
    constant = name.upper()
    runs = runs_of(form)
    return ProductPage(
        constant,
        _tables(form, name, runs),
        native_page(form),
        triton_page(form, name, constant),
        _operators(form, constant),
        _function(form, name, constant),
    )


def operator_of(form: Form) -> str:
    """The name of the form's operators: the same for equal forms, in any file."""
    return f"product_{hashlib.sha256(repr(form).encode()).hexdigest()[:12]}"


def support_of(form: Form) -> set[str]:
    """The support that a form needs."""
    return {*SUPPORT, "radial", "along_made"} if form.hidden else set(SUPPORT)


def _called(form: Form) -> str:
    """The name of the operator that is called."""
    name = operator_of(form)
    return f"{name}_radial_{form.precision}" if form.hidden else name


def runs_of(form: Form) -> tuple[range, ...]:
    """Runs of components of x that start and end where paths do."""
    ends = {0, form.sizes[0]} | {path.x for path in form.paths}
    ends |= {path.x + path.sizes[0] for path in form.paths}
    cuts = sorted(ends)
    return tuple(range(a, b) for a, b in pairwise(cuts))


def _tables(form: Form, name: str, runs: tuple[range, ...]) -> Lines:
    head, constant = (f"# The product `_{name}`:", f"# {form}."), name.upper()
    if form.turned:
        return head
    starts = [run.start for run in runs]
    own = [[path for path in form.paths if path.x == start] for start in starts]
    groups = tuple_of([str(tuple(path.sizes[2] for path in paths)) for paths in own])
    out = [*head, f"_{constant}_RUNS = {tuple(map(len, runs))}"]
    out += statement(f"_{constant}_GROUPS = ", groups)
    out += statement(f"_{constant}_SUMS = ", tuple_of([str(each) for each in _sums(form, runs)]))
    paths = tuple(path_expression(path, starts.index(path.x)) for path in form.paths)
    return (*out, *statement(f"_{constant}_PATHS = ", tuple_of(paths)))


def path_expression(path: Path, run: int) -> Expression:
    """A path: its run, its first component of y, its components of z, its exact entries."""
    entries = tuple(
        f"({e.i}, {e.j}, {e.k}, {e.square.numerator}, {e.square.denominator})"
        for e in path.coupling.entries
    )
    return Call("", (str(run), str(path.y), str(path.sizes[2]), tuple_of(entries)))


def _sums(form: Form, runs: tuple[range, ...]) -> list[Sum]:
    """The blocks of z in order, and the paths to each: run, place in the run, weight."""
    starts = [run.start for run in runs]
    places: dict[int, int] = {}
    found: dict[tuple[int, int], list[tuple[int, int, int]]] = {}
    for p, path in enumerate(form.paths):
        run = starts.index(path.x)
        place = places.get(run, 0)
        places[run] = place + 1
        found.setdefault((path.z, path.sizes[2]), []).append((run, place, p))
    out: list[Sum] = []
    at = 0
    for (start, length), paths in sorted(found.items()):
        if start > at:
            out.append((start - at, ()))
        out.append((length, tuple(paths)))
        at = start + length
    if at < form.sizes[2]:
        out.append((form.sizes[2] - at, ()))
    return out


def _operators(form: Form, constant: str) -> Lines:
    name = f'"{operator_of(form)}"'
    told = (form.sizes, form.channels, len(form.paths))
    words = (*map(str, told), f'"{form.weights}"', str(form.paired), str(form.indexed))
    operands = f"_{constant}_OPERANDS"
    out = statement(f"{operands} = ", Call("_Operands", words))
    parts = (name, operands, f"_{constant}_SOURCE", f"_{constant}_LAUNCH")
    out += statement(f"_{constant}_OPERATORS = ", Call("_form", parts))
    call = Call("_transformed", (f'"{_called(form)}"', *(["4"] if form.hidden else [])))
    if form.hidden:
        made = (name, operands, f'"{form.precision}"')
        out += statement(f"_{constant}_RADIAL = ", Call("_radial", made))
    return (*out, *statement(f"_{constant}_TRANSFORMED = ", call))


def _condition(call: Call) -> list[str]:
    lines = statement("if ", call, "", 5)
    return [*lines[:-1], f"{lines[-1]}:"]


def _function(form: Form, name: str, constant: str) -> Lines:
    operator = operator_of(form)
    work = f"y.shape[0] * {form.pairs * form.channels}"
    names = tuple(f"_{constant}_{word}" for word in ("RUNS", "GROUPS"))
    along = "_along_made" if form.hidden else "_along"
    call = Call(along, ("x", "y", "w", "graph", *names, "table", f"_{constant}_SUMS"))
    if form.turned:
        call = Call("_turned", ("x", "y", "w", "graph", str(form.turned), str(form.back)))
    words = ("x", work, f'"{operator}"', f"_{constant}_SOURCE", f"_{constant}_LAUNCH")
    serves = Call("_serves", words)
    lines = [
        f'"""{form.sizes[0]} x {form.sizes[1]} -> {form.sizes[2]} components in '
        f'{form.channels} channels, {len(form.paths)} paths."""',
        *_condition(serves),
    ]
    operands = "x, y, *w, *graph" if form.hidden else "x, y, w, *graph"
    lines.append("    if torch._C._are_functorch_transforms_active():")
    lines.append(f"        return _{constant}_TRANSFORMED({operands})")
    lines.append(f"    return torch.ops.symc.{_called(form)}({operands})")
    if form.hidden and form.turned:
        lines.append("w = torch.tensordot(*w, 1)")
    lines += statement("return ", call, "", 4)
    return (f"def _{name}(x, y, w, graph, table):", *(f"    {line}" for line in lines))
