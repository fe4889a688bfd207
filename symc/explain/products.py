"""What the products of a bilinear layer cost, and their coupling."""

from collections.abc import Iterable, Mapping
from math import factorial, prod

from symc.explain.cost import Cost, times, total
from symc.explain.polynomial import Polynomial
from symc.ir.parameters import Coupling
from symc.ir.products import Couple, Product
from symc.ir.symmetry import Extent


def product_cost(step: Product, channels: Mapping[str, int]) -> Cost:
    """The product of two pieces: all channels of one with all of the other, or pair by pair."""
    left, right = channels.get(step.left, 1), channels.get(step.right, 1)
    return _product(step, left, right, step.channels)


def couple_cost(step: Couple, channels: Mapping[str, int]) -> Cost:
    """Every product once, and for each of its orders a weight for every top and channel.

    Entries of folded and plain axes are taken pair by pair, each pair a product of its own.
    """
    c = step.weight.channels
    tops = tops_of(step.weight)
    costs = []
    for term in step.terms:
        made = term.product
        left, right = channels.get(made.left, c), channels.get(made.right, c)
        costs.append(_product(made, left, right, c * term.entries))
        size = times(_volume(made, made.letters), c)
        mixed = Cost(times(size, 2 * term.entries * tops), times(size, term.entries + tops))
        costs += [mixed] * len(term.orders)
    return total(costs)


def tops_of(weight: Coupling) -> int:
    """The numbers that a coupling makes for each channel."""
    if weight.kept is None or not weight.ties:
        return weight.tops
    held = zip(weight.kept, weight.ties, strict=True)
    return sum({top: prod(tied.columns) for (_, top), tied in held}.values())


def _product(step: Product, left: int, right: int, made: int) -> Cost:
    """One multiplication for every entry that either side has; sums, forms and vertices on top."""
    joined = times(_volume(step, step.left_letters + step.right_letters), made)
    kept = times(_volume(step, step.letters), made)
    read = times(_volume(step, step.left_letters), left)
    lowered = times(_volume(step, step.right_letters), right)
    flops = [joined]
    on = {letter for _, letters in step.epsilons for letter in letters}
    if set(step.left_letters + step.right_letters) - set(step.letters) - on - set("LR"):
        flops.append(joined)
    for group, letters in step.epsilons:
        assert isinstance(group.size, int)
        rest = [letter for letter in step.letters if letter not in letters]
        flops.append(times(_volume(step, rest), made * factorial(group.size)))
    flops += [lowered] * len(step.forms)
    flops += [kept] if step.means else []
    moved = [read, lowered, kept, *(times(lowered, 2) for _ in step.forms)]
    return Cost(Polynomial.total(flops), Polynomial.total(moved))


def _volume(step: Product, letters: Iterable[str]) -> Polynomial:
    """The entries of axes with these letters; those of plain axes are counted as channels."""
    sizes: dict[str, Extent] = dict(step.sizes)
    for group, each in step.epsilons:
        sizes |= {letter: group.size for letter in each if letter not in sizes}
    unique = [letter for letter in dict.fromkeys(letters) if letter not in "LR"]
    return Polynomial.product(sizes[letter] for letter in unique)
