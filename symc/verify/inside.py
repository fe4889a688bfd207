"""The network inside a model that symmetries are enforced around, as a `forward` of its own."""

import ast

OPENERS = ("_opened", "_joined")
"""What brings arguments into the form that the network has them in: a batch, or rows of graphs."""


def inside(forward: ast.FunctionDef, model: ast.ClassDef) -> ast.FunctionDef:
    """`forward` without what goes around the network: arguments opened, then the network's lines.

    A model without anything around it stays as it is.
    """
    methods = {each.name: each for each in model.body if isinstance(each, ast.FunctionDef)}
    opened = next((s for s in forward.body if _opens(s)), None)
    if "_network" not in methods or opened is None:
        return forward
    names = [each.arg for each in methods["_network"].args.args[1:]]
    body, held = [], list(names)
    for statement in methods["_network"].body:
        name = _renewed(statement)
        if name in names:
            held[names.index(name)] = f"{name}_apart"
            assert isinstance(statement, ast.Assign)
            statement = ast.Assign(statement.targets, _Renamed(name).visit(statement.value))
        body.append(statement)
    forward.body = [opened, _unpacked(held, names), *body]
    return forward


def _opens(statement: ast.stmt) -> bool:
    """Whether a statement is `values, batch, sizes = self._opened(...)`, or like it."""
    match statement:
        case ast.Assign(
            targets=[ast.Tuple(elts=[ast.Name("values"), _, ast.Name("sizes"), *_])],
            value=ast.Call(func=ast.Attribute(ast.Name("self"), name)),
        ):
            return name in OPENERS
    return False


def _renewed(statement: ast.stmt) -> str:
    """The value that a statement makes of itself: `x = f(x)`."""
    match statement:
        case ast.Assign(targets=[ast.Name(name)], value=ast.Call(args=[ast.Name(given), *_])):
            return name if name == given else ""
    return ""


class _Renamed(ast.NodeTransformer):
    """The value as the network is given it, under a name of its own."""

    def __init__(self, name: str) -> None:
        self._name = name

    def visit_Name(self, node: ast.Name) -> ast.Name:
        """The name, if it is the one."""
        return ast.Name(f"{node.id}_apart", node.ctx) if node.id == self._name else node


def _unpacked(held: list[str], names: list[str]) -> ast.stmt:
    """What is opened under the names of the network: values first, then sizes."""
    sizes = f"(sizes[k] for k in {tuple(names)} if k in sizes)"
    (statement,) = ast.parse(f"({', '.join(held)},) = (*values, *{sizes})").body
    return statement
