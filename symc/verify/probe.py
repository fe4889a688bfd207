"""One layer of a generated model by itself: its inputs put in, its outputs read.

Values of a model are local variables of `forward`, by their names. A copy of `forward` is made in
which the chosen ones are overwritten as soon as they are assigned, and which returns the wanted
ones. Every other line is the module's own.
"""

import ast
from collections.abc import Callable, Mapping
from functools import lru_cache
from types import CodeType, FunctionType
from typing import Any

from torch import Tensor, nn

from symc.ir.model import Model
from symc.verify.edges import is_sited
from symc.verify.graphs import end_to_end
from symc.verify.inside import inside
from symc.verify.loading import Opened
from symc.verify.values import Values, packed

GIVEN = "_symc_given"
CHECKS = {"_check", "_check_types", "_check_complex_types", "_check_mask"}
TAKEN_APART = {"_parts", "_fields", "_as_complex"}


class Hidden(Exception):
    """A value that is no local variable of `forward`."""


class Probe:
    """`forward` with the inputs of one layer replaced."""

    def __init__(
        self,
        opened: Opened,
        model: Model,
        names: tuple[str, ...],
        wanted: tuple[str, ...],
        factors: tuple[str, ...] = (),
    ) -> None:
        """What a line makes with one of the weights in `factors` is replaced by random numbers."""
        self._model = model
        function = _forward(opened.text, model.name)
        _inject(function, names, wanted, factors)
        self._run = _function(function, opened)

    def __call__(
        self, net: nn.Module, values: Values, given: Mapping[str, Tensor], **options: Any
    ) -> tuple[Tensor, ...]:
        """The wanted values, at any arguments of the right sizes."""
        inputs = packed(self._model, values)
        if is_sited(self._model):
            inputs, whole = end_to_end(self._model, values)
            options = {**options, **whole}
        found: tuple[Tensor, ...] = self._run(net, *inputs, **{GIVEN: given}, **options)
        return found


def _forward(text: str, name: str) -> ast.FunctionDef:
    for node in ast.parse(_class(text, name)).body:
        if isinstance(node, ast.ClassDef):
            for inner in node.body:
                if isinstance(inner, ast.FunctionDef) and inner.name == "forward":
                    return _inlined(inside(inner, node), node)
    raise Hidden(f"{name}.forward")


@lru_cache(maxsize=16)
def _class(text: str, name: str) -> str:
    """The lines of a class; a whole module takes ten times as long to parse."""
    for node in ast.parse(text).body:
        if isinstance(node, ast.ClassDef) and node.name == name:
            return "\n".join(text.split("\n")[node.lineno - 1 : node.end_lineno])
    return ""


def _inlined(forward: ast.FunctionDef, model: ast.ClassDef) -> ast.FunctionDef:
    """`forward` with the lines of a function that it differentiates in its own.

    That is `_derive(self.method, (x,), (y, z))`, where the method calls its arguments the same.
    """
    methods = {each.name: each for each in model.body if isinstance(each, ast.FunctionDef)}
    body: list[ast.stmt] = []
    for statement in forward.body:
        match statement:
            case ast.Assign(
                value=ast.Call(
                    func=ast.Name("_derive"),
                    args=[ast.Attribute(ast.Name("self"), name), *given],
                )
            ) if name in methods and _names(given) == _parameters(methods[name]):
                body += [s for s in methods[name].body if not isinstance(s, ast.Return)]
        body.append(statement)
    forward.body = body
    return forward


def _names(given: list[ast.expr]) -> list[str]:
    inner = (item for each in given for item in getattr(each, "elts", [each]))
    return [item.id if isinstance(item, ast.Name) else "" for item in inner]


def _parameters(method: ast.FunctionDef) -> list[str]:
    return [argument.arg for argument in method.args.args[1:]]


def _inject(
    function: ast.FunctionDef,
    names: tuple[str, ...],
    wanted: tuple[str, ...],
    factors: tuple[str, ...],
) -> None:
    """Overwrites `names` after each assignment, and returns `wanted` after the last one."""
    arguments = {a.arg for a in function.args.args}
    body: list[ast.stmt] = []
    seen: set[str] = set()
    last = 0
    checks = [i for i, s in enumerate(function.body) if _assigned(s) & {"sizes"} or _checks(s)]
    start = max(checks, default=-1)
    for i, statement in enumerate(function.body):
        if isinstance(statement, ast.Return):
            continue
        body.append(statement)
        made = _assigned(statement)
        if i == start:
            made = made | (arguments & set(names))
        body += [_overwrite(name) for name in sorted(made & set(names))]
        if _weights(statement) & set(factors):
            body += [_shuffle(name) for name in sorted(made)]
        seen |= made
        if made & set(wanted):
            last = len(body)
    missing = (set(names) | set(wanted)) - seen - arguments
    if missing:
        raise Hidden(", ".join(sorted(missing)))
    result = ast.Return(ast.Tuple([ast.Name(n, ast.Load()) for n in wanted], ast.Load()))
    function.body = [*body[:last], result]
    function.args.kwonlyargs.append(ast.arg(GIVEN))
    function.args.kw_defaults.append(None)
    ast.fix_missing_locations(function)


def _checks(statement: ast.stmt) -> bool:
    """Whether a statement checks a shape or takes an argument apart."""
    calls = [node.func for node in ast.walk(statement) if isinstance(node, ast.Call)]
    names = {call.id for call in calls if isinstance(call, ast.Name)}
    return bool(names & (CHECKS | TAKEN_APART))


def _assigned(statement: ast.stmt) -> set[str]:
    targets: list[ast.expr] = []
    if isinstance(statement, ast.Assign):
        targets = statement.targets
    elif isinstance(statement, ast.AnnAssign | ast.AugAssign):
        targets = [statement.target]
    names = (node for target in targets for node in ast.walk(target) if isinstance(node, ast.Name))
    return {node.id for node in names}


def _overwrite(name: str) -> ast.stmt:
    given = ast.Subscript(ast.Name(GIVEN, ast.Load()), ast.Constant(name), ast.Load())
    return ast.Assign([ast.Name(name, ast.Store())], given)


def _shuffle(name: str) -> ast.stmt:
    """Random numbers in the place of a tensor: `torch.randn_like(name)`."""
    like = ast.Attribute(ast.Name("torch", ast.Load()), "randn_like", ast.Load())
    call = ast.Call(like, [ast.Name(name, ast.Load())], [])
    return ast.Assign([ast.Name(name, ast.Store())], call)


def _weights(statement: ast.stmt) -> set[str]:
    """The attributes of `self` in a statement."""
    nodes = (node for node in ast.walk(statement) if isinstance(node, ast.Attribute))
    return {n.attr for n in nodes if isinstance(n.value, ast.Name) and n.value.id == "self"}


def _function(function: ast.FunctionDef, opened: Opened) -> Callable[..., Any]:
    """The function in the names of its module; its signature's annotations are dropped."""
    function.returns = None
    for argument in (*function.args.args, *function.args.kwonlyargs):
        argument.annotation = None
    tree = ast.Module([function], [])
    whole = compile(tree, "<probe>", "exec", dont_inherit=True)
    code = next(each for each in whole.co_consts if isinstance(each, CodeType))
    made = FunctionType(code, opened.module.__dict__)
    defaults = zip(function.args.kwonlyargs, function.args.kw_defaults, strict=True)
    made.__kwdefaults__ = {a.arg: None for a, default in defaults if default is not None}
    return made
