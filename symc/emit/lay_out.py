"""The pass `Plan -> Page`: names, shapes, comments, wrapping and import order are all decided."""

from symc.emit.backends.torch.aligned import turn_lines
from symc.emit.backends.torch.code import WIDTH, Call, escape, statement
from symc.emit.backends.torch.counts import weight_count
from symc.emit.backends.torch.factored import factor_lines
from symc.emit.backends.torch.fitted import fitted
from symc.emit.backends.torch.forms import product_page, support_of
from symc.emit.backends.torch.harmonics import harmonics_lines
from symc.emit.backends.torch.irreps import fourier_lines
from symc.emit.backends.torch.model import model_page
from symc.emit.backends.torch.programs import contract_lines, expand_lines
from symc.emit.backends.torch.promises import described
from symc.emit.backends.torch.scope import Functions
from symc.emit.backends.torch.support import BEFORE, closure, imports_of
from symc.ir.page import Lines, ModelPage, Page
from symc.ir.plan import Plan
from symc.ir.waist import Program
from symc.version import VERSION


def lay_out(plan: Plan, checked: bool = False) -> Page:
    """The page of a generated file, which may check values at run time."""
    functions = Functions()
    support: set[str] = set()
    models = []
    known = {model.model.name: model for model in plan.models}
    for model in plan.models:
        page, called = model_page(model, functions, checked, known)
        models.append(page)
        support |= called
    programs = _programs(functions)
    long = {program: name for program, name in functions.names.items() if not program.is_matrix}
    if long:
        support.add("adjoint_twisted" if functions.is_twisted or functions.layers else "adjoint")
    if functions.layers:
        support.add("layer")
    if functions.irreps:
        support.add("fourier")
    support = support.union(*map(support_of, functions.products))
    text = "\n".join(line for lines in programs for line in lines)
    support |= {
        name for name in ("grow", "zeros", "epsilon", "mean", "spread") if f"_{name}(" in text
    }
    support |= {name for name, call in (("metric", "_metric_"), ("skew", "_skew_")) if call in text}
    support |= {"add_diagonal"} if "_add_diagonal(" in text else set()
    names = closure(support)
    snippets = tuple(f"torch/support/{name}.py" for name in names if name not in BEFORE)
    before = tuple(f"torch/support/{name}.py" for name in BEFORE if name in names)
    imports = _imports(names, tuple(models))
    pairs = tuple(_pair(program, name) for program, name in long.items())
    pairs += tuple(_layer(functions, *ends) for ends in functions.layers)
    pairs += tuple(functions.together.values())
    pairs += tuple(fourier_lines(functions.fourier(t), t) for t in sorted(functions.irreps))
    pairs += tuple(factor_lines(t, name) for t, name in functions.factors.items())
    pairs += tuple(turn_lines(degree) for degree in sorted(functions.turns))
    products = tuple(product_page(form, name) for form, name in functions.products.items())
    head = (_title(plan), _docstring(plan, checked, bool(products)), imports)
    return Page(*head, snippets, programs, pairs, tuple(models), products, before=before)


CONTENTS = (
    "Models stand first, then what they call; products of irreps last, each with its tables,",
    "its C++, its kernels for GPUs, its operators and the function that chooses among these.",
)
"""What is where in a file with products."""


def _title(plan: Plan) -> str:
    names = ", ".join(model.model.name for model in plan.models)
    total = sum(weight_count(model) for model in plan.models)
    exact = all(described(m) == "exactly equivariant" for m in plan.models)
    exact &= all(model.model.surface is None for model in plan.models)
    kept = "equivariant by construction" if exact else "symmetric as declared"
    kept = "equivariant up to fits" if any(map(fitted, plan.models)) else kept
    text = f"{names}: {kept}, {total:,} weights."
    return text if len(text) < 86 else f"{len(plan.models)} models, {total:,} weights."


def _programs(functions: Functions) -> tuple[Lines, ...]:
    out: list[Lines] = []
    for program, name in functions.names.items():
        out.append(contract_lines(f"_read_{name}", program))
        if not program.is_matrix:
            out.append(expand_lines(f"_write_{name}", program))
    out += (harmonics_lines(functions.harmonic(k), k) for k in sorted(functions.harmonics))
    return tuple(out)


def _pair(program: Program, name: str) -> Lines:
    """The two autograd functions of a program."""
    arguments = f"{sum(program.frame.orders)}, _read_{name}, _write_{name}"
    call = Call("_adjoint", tuple(arguments.split(", ")))
    left = f"_contract_{name}, _expand_{name} = "
    if len(left) + len(call.head) < WIDTH:
        return tuple(statement(left, call))
    return ("(", f"    _contract_{name},", f"    _expand_{name},", *statement(") = ", call))


def _layer(functions: Functions, source: Program, target: Program) -> Lines:
    """The function of a whole layer."""
    a, b = functions.names[source], functions.names[target]
    names = (f"_contract_{a}", f"_expand_{a}", f"_contract_{b}", f"_expand_{b}")
    return tuple(statement(f"_layer_{functions.layers[source, target]} = ", Call("_layer", names)))


def _docstring(plan: Plan, checked: bool, products: bool) -> Lines:
    spec = tuple(f"    {escape(line)}".rstrip() for line in plan.text.splitlines())
    return (
        f"Generated by symc {VERSION} from {escape(plan.name)}.sym. Edit the spec, not this file.",
        "Runs without symc; needs only torch 2.6 or later. This code belongs to its user.",
        *(("Compiled with --checked: a value that is not finite raises an error.",) * checked),
        *(CONTENTS * products),
        "",
        *spec,
    )


def _imports(names: tuple[str, ...], models: tuple[ModelPage, ...]) -> Lines:
    text = "\n".join(line for page in models for line in page.head)
    bodies = "\n".join(line for page in models for line in page.body)
    plain = [line for line in imports_of(names) if line.startswith("import ")]
    plain += ["import functools"] if "functools." in bodies else []
    plain = sorted(set(plain))
    collections = [line for line in imports_of(names) if line.startswith("from ")]
    words = ["ClassVar"] if any(page.constants for page in models) else []
    records = any(page.records for page in models)
    if records or "NamedTuple" in text or {"edges", "components"} & set(names):
        words.append("NamedTuple")
    typing = [f"from typing import {', '.join(words)}"] if words else []
    standard = [*plain, *collections, *typing]
    gap = [""] if standard else []
    return (*standard, *gap, "import torch", "from torch import Tensor, nn")
