"""Sums in which there are points: `p - q` is a vector, `p + v` a point."""

from dataclasses import replace
from fractions import Fraction

from symc.algebra import is_permuted
from symc.errors import euclidean as errors
from symc.errors import layers as layer_errors
from symc.ir.graphs import Spread, bare
from symc.ir.model import Value
from symc.ir.symmetry import Part, parts_of
from symc.layers import Site, Term, combine
from symc.report import CompileError, Span

Known = tuple[tuple[Fraction, Term, Span], ...]


def has_points(known: Known) -> bool:
    """Whether some term is made of points."""
    return any(axis.is_point for _, t, _ in known for p in parts_of(t.type) for axis in p.axes)


def combine_points(site: Site, known: Known, span: Span) -> Term:
    """The sum of points and vectors; raises where it is neither.

    A term that lacks axes of permuted groups is the same for each of their entries.
    """
    whole = max((_of(term, known) for _, term, _ in known), key=lambda part: len(part.axes))
    total = sum((c for c, term, _ in known if _is_point(_of(term, known))), Fraction(0))
    if len(known) == 1 and total != 1:
        why = "that is neither a point nor a vector"
        raise CompileError(errors.no_such_point(span, str(total), why))
    if total not in (0, 1):
        why = "a point needs 1 and a vector 0"
        raise CompileError(errors.no_such_point(span, str(total), why))
    terms = tuple((c, _spread(site, term, whole, at, known)) for c, term, at in known)
    found = _vectors(whole)
    if total == 1:
        axes = (replace(a, label="point") if _is_space(a.group) else a for a in found.axes)
        found = replace(found, axes=tuple(axes))
    made = combine(site, tuple((c, Term(found, term.values)) for c, term in terms))
    return made


def _of(term: Term, known: Known) -> Part:
    """The one tensor of a term."""
    if isinstance(term.type, Part):
        return term.type
    first, other = known[0], known[-1]
    raise CompileError(layer_errors.unlike_terms(other[2], first[1].type, first[2], other[1].type))


def _is_point(part: Part) -> bool:
    return any(axis.is_point for axis in part.axes)


def _is_space(group: object) -> bool:
    return bool(getattr(group, "translations", False))


def _vectors(part: Part) -> Part:
    axes = tuple(replace(axis, label="") if axis.is_point else axis for axis in part.axes)
    return replace(part, axes=axes)


def _spread(site: Site, term: Term, whole: Part, span: Span, known: Known) -> Term:
    """A term with every axis of the widest one."""
    part, wide = _vectors(_of(term, known)), _vectors(whole)
    (value,) = term.values
    for i, axis in enumerate(wide.axes):
        if part.axes[i : i + 1] == (axis,):
            continue
        if axis.group is None or not is_permuted(axis.group):
            break
        part = replace(part, axes=(*part.axes[:i], axis, *part.axes[i:]))
        if axis.site:
            value = site.handed(value, axis.site)
        else:
            name = site.emitter.names.fresh(f"{value.name}_at_{axis.group.name.lower()}")
            output = Value(name, bare(_like(value.part, part, i)), value.each)
            site.one(Spread(axis.group), (value.name,), output)
            value = output
    if part != wide:
        first = known[0]
        raise CompileError(layer_errors.unlike_terms(span, first[1].type, first[2], term.type))
    return Term(term.type, (value,))


def _like(part: Part, grown: Part, place: int) -> Part:
    """A part at one point with the new axis of a part for each of them."""
    before = sum(1 for axis in grown.axes[:place] if not axis.site)
    return replace(part, axes=(*part.axes[:before], grown.axes[place], *part.axes[before:]))
