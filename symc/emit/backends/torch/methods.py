"""Methods of generated classes as lines."""

from symc.emit.backends.torch.code import Expression, statement
from symc.emit.backends.torch.scope import Scope
from symc.ir.page import Lines

INDENT = 8


def returning(value: Expression) -> list[str]:
    """A return statement."""
    return statement("return ", value, "", INDENT)


def opening(name: str, arguments: list[str]) -> Lines:
    """The head of a method."""
    inner = ", ".join(["self", *arguments])
    line = f"def {name}({inner}):"
    if len(line) + 4 <= 88:
        return (line,)
    if len(inner) + 8 <= 88:
        return (f"def {name}(", f"    {inner}", "):")
    return (f"def {name}(", *(f"    {argument}," for argument in ["self", *arguments]), "):")


def method(head: Lines, title: str, body: list[str]) -> Lines:
    """A method with its docstring."""
    return (*head, f"    {title}", *(f"    {line}" if line else "" for line in body))


def short(head: str, title: str, body: list[str]) -> Lines:
    """A method whose head, such as `levels(self)`, fits on a line."""
    return method((f"def {head}:",), f'"""{title}"""', body)


def no_loss(scope: Scope, title: str = "Nothing is to be pulled to a symmetry: 0.") -> Lines:
    """`regularization_loss` where no weight breaks a symmetry."""
    scope.helper("nought")
    return short('regularization_loss(self, rule="gradient")', title, ["return _nought(self)"])
