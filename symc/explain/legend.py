"""How to read a figure: a line for each kind of picture that is in it."""

from collections.abc import Iterator

from symc.algebra import atoms, is_skew
from symc.algebra.schur import by_irrep
from symc.explain.shared import is_signed
from symc.ir.solution import Basis, Pair
from symc.ir.symmetry import Part
from symc.ir.tensors import Orbits, Table

_STRANDS = (
    "Below, the axes of the input; above, those of the output. Joined axes have equal indices. "
    "An axis joined to nothing above it is summed over, one joined to nothing below it is "
    "written to everywhere. Maps of one waist are mixed by one matrix product."
)
_DUAL = "Axes of V point up, those of its dual V* down."
_FORM = (
    "An arrow on a pair is the symplectic form: the sum of q p' - p q', with q and p of the axis "
    "at its tail."
)
_EPSILON = "A ring is the Levi-Civita symbol, one index for each of its legs."
_NESTED = "Axes in one capsule are one axis, row-major over several groups."
_POWERS = "What a map makes is averaged over exchanges of the slots of a power, with their signs."
_BOXES = "A grey box is an axis that no diagram moves."
_ORBITS = (
    "In a matrix, rows are entries of the output and columns entries of the input; entries of one "
    "colour are one orbit and share a weight. White entries are 0."
)
_SIGNS = "A white stroke is a minus sign."
_TABLE = (
    "Of exact tensors every one is drawn as a matrix, rows entries of the output and columns "
    "entries of the input; blue is positive, red negative."
)


def legend(bases: list[Basis], parts: dict[str, Part]) -> tuple[str, ...]:
    """The lines that the pictures of these bases need."""
    pairs = [(basis, pair) for basis in bases for pair in basis.pairs]
    found = dict.fromkeys(line for basis, pair in pairs for line in _lines(basis, pair, parts))
    order = (_STRANDS, _DUAL, _FORM, _EPSILON, _NESTED, _POWERS, _BOXES, _ORBITS, _SIGNS, _TABLE)
    held = [line for line in order if line in found]
    strands = " ".join(line for line in held if line in order[:7])
    matrices = " ".join(line for line in held if line in order[7:])
    return tuple(line for line in (strands, matrices) if line)


def _lines(basis: Basis, pair: Pair, parts: dict[str, Part]) -> Iterator[str]:
    yield from _strands(basis, pair, parts)
    for tie in pair.ties:
        if isinstance(tie.tensors, Table):
            yield _TABLE
        if isinstance(tie.tensors, Orbits):
            yield _ORBITS
            if is_signed(tie.tensors):
                yield _SIGNS


def _strands(basis: Basis, pair: Pair, parts: dict[str, Part]) -> Iterator[str]:
    if not pair.factors:
        return
    yield _STRANDS
    held = [parts[basis.node.inputs[i]] for i in pair.sources]
    held.append(basis.node.outputs[pair.target].part)
    groups = {group for factor in pair.factors for group in factor.groups}
    made = [atom for part in held for atom in atoms(by_irrep(part, basis.by_irrep))]
    if any(atom.slot.dual and atom.group in groups for atom in made):
        yield _DUAL
    if any(atom.slot.label or atom.group not in groups for atom in made):
        yield _BOXES
    if held[-1].powers:
        yield _POWERS
    if any(axis.fibres for part in held for axis in part.axes):
        yield _NESTED
    for factor in pair.factors:
        for diagrams in factor.maps:
            for group, diagram in zip(factor.groups, diagrams, strict=True):
                halves = (diagram.bottom, diagram.top)
                if any(half.epsilon for half in halves):
                    yield _EPSILON
                if is_skew(group) and any(half.closed for half in halves):
                    yield _FORM
