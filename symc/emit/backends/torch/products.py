"""Products of pieces and their channelwise coupling, as lines of a `forward` method."""

from symc.algebra import is_skew
from symc.emit.backends.torch.code import Call, Expression, statement
from symc.emit.backends.torch.geometry import positive
from symc.emit.backends.torch.scope import Scope
from symc.emit.backends.torch.ties import shared_coupling
from symc.ir.products import Couple, Product, Term
from symc.ir.symmetry import Group
from symc.ir.waist import is_identity

INDENT = 8
SHORT = 8
"""The longest axis that is summed as a product and a sum."""


def product(step: Product, scope: Scope) -> list[str]:
    """Two pieces multiplied, with all pairs of channels."""
    return statement(f"{step.target} = ", _product(step, scope), "", INDENT)


def _product(step: Product, scope: Scope) -> Call:
    vertices = [_vertex(step, group, text) for group, text in step.epsilons]
    legs = "".join(legs for _, _, legs in vertices)
    slots = "".join(slots for _, slots, _ in vertices)
    letters = "".join(c for c in step.letters if c not in legs) + slots
    equation = f"{step.left_letters},{step.right_letters}->{letters}"
    arguments: list[Expression] = [f'"{equation}"', step.left, _lowered(step, scope)]
    if step.full:
        arguments.append("full=True")
    name = scope.helper(_function(step, letters))
    if name != "einsum":
        scope.helper(_alignment(step, letters))
    made = Call(f"_{name}", tuple(arguments))
    if vertices:
        scope.helper("attach")
        shown = [_shown(*vertex) for vertex in vertices]
        made = Call("_attach", (made, f'"{letters}"', f'"{step.letters}"', *shown))
    for group, power in step.means:
        scope.helper("mean")
        count = scope.count(group)
        made = Call("_per", (made, count if power == 1 else f"{count}**{power}"))
    return made


def _function(step: Product, letters: str) -> str:
    """An einsum where all channels meet, or an axis is summed that is of free size or long."""
    summed = {c for c in step.left_letters + step.right_letters if c not in letters}
    is_long = any(isinstance(n, str) or n > SHORT for c, n in step.sizes if c in summed)
    if step.full or is_long:
        return "einsum"
    return "product_sum" if summed else "product"


def _alignment(step: Product, letters: str) -> str:
    """How operands are laid beside each other: without moving axes that are in order."""
    every = letters + "".join(dict.fromkeys(step.left_letters + step.right_letters))
    sides = ([every.index(c) for c in side] for side in (step.left_letters, step.right_letters))
    return "aligned_in_order" if all(side == sorted(side) for side in sides) else "aligned"


def _vertex(step: Product, group: Group, text: str) -> tuple[Group, str, str]:
    """An epsilon: its group, the letters that it contracts, and its legs."""
    legs = "".join(c for c in text if c in step.letters)
    return group, text[: len(text) - len(legs)], legs


def _shown(group: Group, slots: str, legs: str) -> str:
    plus = positive(group)
    metric = "" if plus is None else f", {plus}"
    return f'({group.size}, "{slots}", "{legs}"{metric})'


def _lowered(step: Product, scope: Scope) -> Expression:
    """The right operand, its index lowered wherever both sides meet in a form."""
    value: Expression = step.right
    for letter, group in step.forms:
        axis = str(step.right_letters.index(letter) - len(step.right_letters) - 1)
        if is_skew(group):
            value = Call(f"_{scope.helper('lower_skew')}", (value, axis))
        else:
            value = Call(f"_{scope.helper('lower')}", (value, axis, str(positive(group))))
    return value


def couple(step: Couple, scope: Scope) -> list[str]:
    """One call: every product with its orders, times weights per channel, added up."""
    if step.weight.ties:
        return _tied(step, scope)
    in_order = all(
        term.entries == 1 and len(term.orders) == 1 and is_identity(term.orders[0])
        for term in step.terms
    )
    scope.helper("couple_in_order" if in_order else "couple")
    weight = f"self.{step.weight.name}"
    if step.weight.kept is not None:
        scope.helper("slots")
        weight = f"_slots({weight}, {weight}_at, {step.weight.slots}, {step.weight.tops})"
    terms = tuple(_term(term, scope) for term in step.terms)
    return statement(f"{step.target} = ", Call("_couple", (weight, *terms)), "", INDENT)


def _tied(step: Couple, scope: Scope) -> list[str]:
    """The same where folded axes share weights: their entries stand side by side."""
    scope.helper("couple_entries")
    weight = shared_coupling(step.weight, scope.bases, scope.helper)
    terms = []
    for term in step.terms:
        axes = sum(c in "LR" for c in term.product.letters)
        terms.append(Call("", (_product(term.product, scope), str(axes), *map(str, term.orders))))
    call = Call("_couple_entries", (weight, *terms))
    return statement(f"{step.target} = ", call, "", INDENT)


def _term(term: Term, scope: Scope) -> Expression:
    made = _product(term.product, scope)
    if term.entries > 1:
        scope.helper("entries")
        axes = sum(c in "LR" for c in term.product.letters)
        return Call("*_entries", (made, str(axes), *map(str, term.orders)))
    if len(term.orders) == 1 and is_identity(term.orders[0]):
        return made
    return Call("", (made, *map(str, term.orders)))
