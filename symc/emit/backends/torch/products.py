"""Products of pieces and their channelwise coupling, as lines of a `forward` method."""

from symc.emit.backends.torch.code import Call, Expression, statement
from symc.emit.backends.torch.scope import Scope
from symc.ir.plan import Couple, Product, Term
from symc.ir.waist import is_identity

INDENT = 8
SHORT = 8
"""The longest axis that is summed as a product and a sum."""


def product(step: Product, scope: Scope) -> list[str]:
    """Two pieces multiplied, with all pairs of channels."""
    return statement(f"{step.target} = ", _product(step, scope), "", INDENT)


def _product(step: Product, scope: Scope) -> Call:
    vertices = [_vertex(step, size, text) for size, text in step.epsilons]
    legs = "".join(legs for _, _, legs in vertices)
    slots = "".join(slots for _, slots, _ in vertices)
    letters = "".join(c for c in step.letters if c not in legs) + slots
    equation = f"{step.left_letters},{step.right_letters}->{letters}"
    arguments: list[Expression] = [f'"{equation}"', step.left, step.right]
    if step.full:
        arguments.append("full=True")
    name = scope.helper("einsum" if step.full or _is_long(step, letters) else "product")
    made = Call(f"_{name}", tuple(arguments))
    if vertices:
        scope.helper("attach")
        shown = [f'({size}, "{slots}", "{legs}")' for size, slots, legs in vertices]
        made = Call("_attach", (made, f'"{letters}"', f'"{step.letters}"', *shown))
    for group, power in step.means:
        scope.helper("mean")
        count = scope.count(group)
        made = Call("_per", (made, count if power == 1 else f"{count}**{power}"))
    return made


def _is_long(step: Product, letters: str) -> bool:
    """Whether an axis is summed that is of free size or long."""
    summed = {c for c in step.left_letters + step.right_letters if c not in letters}
    return any(isinstance(n, str) or n > SHORT for c, n in step.sizes if c in summed)


def _vertex(step: Product, size: int, text: str) -> tuple[int, str, str]:
    """An epsilon: its size, the letters that it contracts, and its legs."""
    legs = "".join(c for c in text if c in step.letters)
    return size, text[: len(text) - len(legs)], legs


def couple(step: Couple, scope: Scope) -> list[str]:
    """One call: every product with its orders, times weights per channel, added up."""
    scope.helper("couple")
    weight = f"self.{step.weight.name}"
    if step.weight.kept is not None:
        scope.helper("slots")
        weight = f"_slots({weight}, {weight}_at, {step.weight.slots}, {step.weight.tops})"
    terms = tuple(_term(term, scope) for term in step.terms)
    return statement(f"{step.target} = ", Call("_couple", (weight, *terms)), "", INDENT)


def _term(term: Term, scope: Scope) -> Expression:
    made = _product(term.product, scope)
    if term.entries > 1:
        scope.helper("entries")
        axes = sum(c in "LR" for c in term.product.letters)
        return Call("*_entries", (made, str(axes), *map(str, term.orders)))
    if len(term.orders) == 1 and is_identity(term.orders[0]):
        return made
    return Call("", (made, *map(str, term.orders)))
