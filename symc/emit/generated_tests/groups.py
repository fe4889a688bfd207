"""Groups as tests spell them: exact matrices of generators in each representation."""

import re
from fractions import Fraction

from symc.algebra import FAMILIES
from symc.algebra.acting import finite_of, of_element
from symc.algebra.exact import generators_of
from symc.algebra.family import Slot
from symc.algebra.finite import representation
from symc.algebra.irreps import kind_of, looks_like_irrep
from symc.algebra.matrices import Square, images_of, of_images, square, trace
from symc.algebra.numbers import Exact
from symc.ir.page import Lines
from symc.ir.symmetry import Group

LABELS = ("", "regular", "sign", "det", "trivial", "point")
"""The representations that tests spell out, besides irreps; `symc verify` knows all of them."""


def is_spelt(label: str) -> bool:
    """Whether tests know a representation."""
    return label in LABELS or looks_like_irrep(label)


def from_element(group: Group, label: str) -> bool:
    """Whether the matrix of an irrep is found from that of the element, by the tests themselves."""
    return looks_like_irrep(label) and group.family not in ("C", "D")


def group_lines(group: Group, labels: list[str]) -> Lines:
    """The entry of a group: its matrices in each representation."""
    lines = [f'"{group.name}": {{']
    for label in labels:
        if from_element(group, label):
            continue
        if group.is_free:
            lines.append(f'    "{label}": "{group.size}",')
            continue
        finite, flows = _planes(group, label) if looks_like_irrep(label) else _both(group, label)
        lines += [f'    "{label}": (', "        ["]
        lines += [f"            {each}," for each in finite]
        lines += ["        ],", "        ["]
        lines += [f"            {each}," for each in flows]
        lines += ["        ],", "    ),"]
    return (*lines, "},")


def irrep_kinds(group: Group, labels: list[str]) -> str:
    """What finds the irreps of a group from an element, if any is found so."""
    return kind_of(group) or "" if any(from_element(group, label) for label in labels) else ""


def _planes(group: Group, label: str) -> tuple[list[str], list[str]]:
    """The turn of C(n) and D(n) on a plane that it turns several times, and the mirror."""
    turn = f"_plane(2 * math.pi * {int(label)} / {group.size}, False)"
    return [turn, *(["_plane(0.0, True)"] if group.family == "D" else [])], []


def _both(group: Group, label: str) -> tuple[list[str], list[str]]:
    """Matrices of generators and of flows; the identity where a group has none."""
    finite, flows = _matrices(group, label)
    if not finite and not flows:
        size = group.size if label == "" and isinstance(group.size, int) else 1
        finite = [of_images(tuple(range(size)))]
    return list(map(_matrix, finite)), list(map(_matrix, flows))


def _matrices(group: Group, label: str) -> tuple[list[Square], list[Square]]:
    """What generators and flows are on an axis."""
    generators = generators_of(group)
    permutes = not generators.matrices and not generators.algebra
    if label == "regular" and hasattr(FAMILIES[group.family], "order") and permutes:
        return [of_images(images) for images in representation(group, Slot(label))], []
    finite = [of_element(generators, each, Slot(label), False) for each in finite_of(generators)]
    flows = [square(each) for each in generators.algebra]
    return finite, [_derived(each, label) for each in flows]


def _derived(flow: Square, label: str) -> Square:
    if label == "":
        return flow
    return ((trace(flow) if label == "det" else 0,),)


def _matrix(rows: Square) -> str:
    """A matrix as a call: a signed permutation by its images, others by their entries."""
    images = images_of(rows)
    if images is not None:
        return f"_images({', '.join(map(str, images))})"
    entries = [
        f"({i}, {j}, {_number(x)})" for i, row in enumerate(rows) for j, x in enumerate(row) if x
    ]
    return f"_entries({', '.join([str(len(rows)), *entries])})"


def _number(value: Exact) -> str:
    """An exact number as an expression."""
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Fraction):
        return f"{value.numerator} / {value.denominator}"
    return re.sub(r"\bI\b", "1j", str(value)).replace("sqrt(", "math.sqrt(")
