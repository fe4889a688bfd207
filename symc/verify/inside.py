"""The network inside a model that symmetries are enforced around, as a `forward` of its own."""

import ast


def inside(forward: ast.FunctionDef, model: ast.ClassDef) -> ast.FunctionDef:
    """`forward` without what goes around the network: arguments opened, then the network's lines.

    A model without anything around it stays as it is.
    """
    methods = {each.name: each for each in model.body if isinstance(each, ast.FunctionDef)}
    if "_network" not in methods or "_opened" not in methods:
        return forward
    network, sizes = methods["_network"], _sizes(methods["_opened"])
    opened = next((s for s in forward.body if _calls(s, "_opened")), None)
    if opened is None or not _is_simple(opened):
        return forward
    names = [each.arg for each in network.args.args[1:]]
    values = [name for name in names if name not in sizes]
    body: list[ast.stmt] = [opened, _unpacked(values)]
    body += [_size(name) for name in names if name in sizes]
    forward.body = [*body, *network.body]
    return forward


def _calls(statement: ast.stmt, name: str) -> bool:
    nodes = (node.func for node in ast.walk(statement) if isinstance(node, ast.Call))
    return any(isinstance(call, ast.Attribute) and call.attr == name for call in nodes)


def _is_simple(statement: ast.stmt) -> bool:
    """Whether a statement is `values, batch, sizes = ...`."""
    match statement:
        case ast.Assign(targets=[ast.Tuple(elts=[ast.Name("values"), _, ast.Name("sizes")])]):
            return True
    return False


def _sizes(opened: ast.FunctionDef) -> frozenset[str]:
    """The free sizes that are handed on by name."""
    last = opened.body[-1]
    match last:
        case ast.Return(value=ast.Tuple(elts=[*_, ast.Dict(keys=keys)])):
            found = (key.value for key in keys if isinstance(key, ast.Constant))
            return frozenset(str(each) for each in found)
    return frozenset()


def _unpacked(names: list[str]) -> ast.stmt:
    targets: list[ast.expr] = [ast.Name(name, ast.Store()) for name in names]
    return ast.Assign([ast.Tuple(targets, ast.Store())], ast.Name("values", ast.Load()))


def _size(name: str) -> ast.stmt:
    value = ast.Subscript(ast.Name("sizes", ast.Load()), ast.Constant(name), ast.Load())
    return ast.Assign([ast.Name(name, ast.Store())], value)
