"""What stands at a node of the graph: arguments by name, shapes, which outputs are read."""

from operator import getitem
from typing import Any

import torch
from torch import Tensor, fx


def bound(node: fx.Node, values: dict[fx.Node, Any]) -> dict[str, Any]:
    """The arguments of a node by the names of its schema."""
    target = node.target
    assert isinstance(target, torch._ops.OpOverload)
    found: dict[str, Any] = {}
    given = _plain(node.args, values)
    for argument, value in zip(target._schema.arguments, given, strict=False):
        found[argument.name] = value
    for name, value in node.kwargs.items():
        found[name] = _plain(value, values)
    for argument in target._schema.arguments:
        if argument.name not in found and argument.has_default_value():
            found[argument.name] = _plain(argument.default_value, values)
    return found


def shapes_of(node: fx.Node) -> tuple[tuple[int, ...], ...] | None:
    """The shapes of the outputs, () of those that are nothing; None where there is no tensor."""
    value = node.meta.get("val", node.meta.get("tensor_meta"))
    values = list(value) if isinstance(value, list | tuple) else [value]
    if not any(isinstance(one, Tensor) for one in values):
        return None
    return tuple(
        tuple(int(n) for n in one.shape) if isinstance(one, Tensor) else () for one in values
    )


def used(node: fx.Node) -> frozenset[int]:
    """Which outputs anything reads."""
    return frozenset(
        int(user.args[1])  # type: ignore[arg-type]
        for user in node.users
        if user.target is getitem and user.users
    )


def is_dead(node: fx.Node) -> bool:
    """Whether a node only asserts something."""
    return not node.users and "assert" in str(node.target)


def described(node: fx.Node) -> str:
    """The operation and the module that it belongs to: `layer1.0.conv1: conv2d`."""
    target = node.target
    name = getattr(getattr(target, "_schema", None), "name", str(target)).removeprefix("aten::")
    stack = node.meta.get("nn_module_stack") or {}
    path = next((str(entry[0]) for entry in reversed(stack.values()) if entry[0]), "")
    return f"{path}: {name}" if path else name


def _plain(value: Any, values: dict[fx.Node, Any]) -> Any:
    if isinstance(value, fx.Node):
        return values.get(value)
    if isinstance(value, list | tuple):
        return [_plain(item, values) for item in value]
    return value
