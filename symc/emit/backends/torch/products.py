"""Products of pieces and their channelwise coupling, as lines of a `forward` method."""

from symc.emit.backends.torch.code import Binary, Call, Expression, statement, tuple_of
from symc.emit.backends.torch.scope import Scope
from symc.ir.plan import Couple, Order, Product

INDENT = 8
SMALL = 8
"""Sums over axes up to this length are a product and a sum; longer ones are an einsum."""


def product(step: Product, scope: Scope) -> list[str]:
    """Two pieces multiplied, then the epsilon vertices, then divided to a mean."""
    legs = "".join(
        text[-_legs(step, size, text) :] for size, text in step.epsilons if _legs(step, size, text)
    )
    slots = "".join(text[: len(text) - _legs(step, size, text)] for size, text in step.epsilons)
    letters = "".join(c for c in step.letters if c not in legs) + slots
    value = _einsum(step, letters) if _is_long(step, letters) else _spread(step, letters, scope)
    comment = f"{step.left_letters or '1'},{step.right_letters or '1'}->{step.letters or '1'}"
    out = statement(f"{step.target} = ", value, comment, INDENT)
    current = letters
    for size, text in step.epsilons:
        count = _legs(step, size, text)
        on, made = text[: len(text) - count], text[len(text) - count :]
        after = "".join(c for c in current if c not in on) + made
        taken = tuple(current.index(c) - len(current) - 1 for c in on)
        given = tuple(after.index(c) - len(after) - 1 for c in made)
        scope.helper("epsilon")
        call = f"_epsilon({step.target}, {size}, {taken}, {given})"
        out += statement(f"{step.target} = ", call, "", INDENT)
        current = after
    if current != step.letters:
        scope.helper("permute")
        order = tuple(current.index(c) for c in step.letters)
        out += statement(f"{step.target} = ", f"_permute({step.target}, {order})", "", INDENT)
    if step.full:
        out.append(f"{step.target} = {step.target}.flatten(-2)")
    for group, power in step.means:
        raised = scope.count(group) if power == 1 else f"{scope.count(group)}**{power}"
        scope.helper("mean")
        out += statement(f"{step.target} = ", f"_per({step.target}, {raised})", "", INDENT)
    return out


def _legs(step: Product, size: int, text: str) -> int:
    return sum(c in step.letters for c in text)


def _summed(step: Product, letters: str) -> str:
    both = dict.fromkeys(step.left_letters + step.right_letters)
    return "".join(c for c in both if c not in letters)


def _is_long(step: Product, letters: str) -> bool:
    sizes = dict(step.sizes)
    summed = [sizes[c] for c in _summed(step, letters)]
    return step.full or any(isinstance(size, str) or size > SMALL for size in summed)


def _einsum(step: Product, letters: str) -> Expression:
    left, right = ("C", "D") if step.full else ("C", "C")
    out = "CD" if step.full else "C"
    equation = f"...{step.left_letters}{left},...{step.right_letters}{right}->...{letters}{out}"
    return Call("torch.einsum", (f'"{equation}"', step.left, step.right))


def _spread(step: Product, letters: str, scope: Scope) -> Expression:
    summed = _summed(step, letters)
    every = letters + summed
    left = _operand(step.left, step.left_letters, every, scope)
    right = _operand(step.right, step.right_letters, every, scope)
    if not summed:
        return Binary((left, right), "*")
    dims = tuple(-1 - len(summed) + i for i in range(len(summed)))
    over = str(dims[0] if len(dims) == 1 else dims)
    return Call("torch.sum", (f"{left} * {right}", over))


def _operand(name: str, own: str, every: str, scope: Scope) -> str:
    wanted = [c for c in every if c in own]
    order = tuple(own.index(c) for c in wanted)
    text = name
    if order != tuple(range(len(order))):
        scope.helper("permute")
        text = f"_permute({name}, {order})"
    if len(wanted) == len(every):
        return text
    # a missing axis in front of all others broadcasts by itself only without batch axes
    index = ", ".join(":" if c in own else "None" for c in every)
    return f"{text}[..., {index}, :]"


def couple(step: Couple, scope: Scope) -> list[str]:
    """For every top the sum of its products times weights per channel; tops side by side."""
    weights = scope.local("w")
    out = [f"{weights} = self.{step.weight.name}.unbind()"]
    for column in step.columns:
        names = [column.target]
        if len(column.tops) > 1:
            names = [scope.local(f"top{i}") for i in range(len(column.tops))]
        for name, maps in zip(names, column.tops, strict=True):
            for i, (row, order, at) in enumerate(maps):
                out += _term(name, step.rows[row], order, f"{weights}[{at}]", i == 0, scope)
        if len(names) > 1:
            call = Call("torch.cat", (tuple_of(names), "-1"))
            out += statement(f"{column.target} = ", call, "", INDENT)
    return out


def _term(name: str, row: str, order: Order, weight: str, first: bool, scope: Scope) -> list[str]:
    if order != tuple(range(len(order))):
        scope.helper("permute")
        row = f"_permute({row}, {order})"
    if first:
        return statement(f"{name} = ", Binary((row, weight), "*"), "", INDENT)
    return statement(f"{name} = ", Call("torch.addcmul", (name, row, weight)), "", INDENT)
