"""`a + b`, `a - b`, `-a`, `0.5 * a`."""

from fractions import Fraction

from symc.ir.model import Combine
from symc.layers.emission import Site, Term


def combine(site: Site, terms: tuple[tuple[Fraction, Term], ...]) -> Term:
    """The sum of terms of one type, each times its coefficient; part by part."""
    if len(terms) == 1 and terms[0][0] == 1:
        return terms[0][1]
    op = Combine(tuple(coefficient for coefficient, _ in terms))
    return site.part_by_part(lambda part: op, *(term for _, term in terms))
