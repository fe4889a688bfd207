"""Groups of a family, by its parameters: `S(n)`, `SO(1, 3)`, `G2`."""

from symc.algebra import FAMILIES
from symc.algebra.families.orthogonal import constant_dimension
from symc.check import discovered
from symc.check.constants import Constants
from symc.check.reports import Reports
from symc.errors import plans, symmetry
from symc.ir import ast
from symc.ir.symmetry import Extent, Group

GENERATED = "generated"
"""The family of all groups that are given by generators; no call in a spec names it."""

DIAGRAMS = ("S", "O", "SO", "Sp", "GL", "SL", "U", "SU")
"""Families whose bases have nothing to do with how many coordinates there are."""

EUCLIDEAN = {"E": "O", "SE": "SO"}
"""Groups with translations, and the families of their rotations."""

MOST_COORDINATES = 1_000_000
MOST_POINTS = 1_000


def compiled() -> tuple[str, ...]:
    """Every word that may begin the right side of a `group` line in this version."""
    families = (name for name in FAMILIES.names if name != GENERATED)
    composed = ("automorphisms", "stabilizer", discovered.NAME)
    return tuple(dict.fromkeys((*families, *EUCLIDEAN, *composed)))


class FamilyCalls:
    """The group of every call of a family; None is one that was reported."""

    def __init__(self, constants: Constants, reports: Reports) -> None:
        self._constants = constants
        self._reports = reports

    def group(self, name: str, call: ast.GroupCall) -> Group | None:
        """The group of this name."""
        family = call.name.text
        if family in EUCLIDEAN:
            return self._euclidean(name, call)
        if family == discovered.NAME:
            discovered.report_undiscovered(name, call, self._constants, self._reports)
            return None
        if family not in FAMILIES or family == GENERATED:
            self._reports.add(symmetry.unknown_family(call.name.span, family, compiled()))
            return None
        sizes = self._sizes(call)
        if sizes is None:
            return None
        if family == "G2":
            problem = "G2 takes no size: it acts on R^7" if sizes else None
            sizes = (7,)
        else:
            problem = FAMILIES[family].problem(sizes)
        if problem is None:
            group = Group(name, family, sizes)
            most = MOST_COORDINATES if family in DIAGRAMS else MOST_POINTS
            if isinstance(group.size, int) and group.size > most:
                large = plans.group_too_large(call.span, "coordinates", group.size, most)
                self._reports.add(large)
                return None
            return group
        self._reports.add(symmetry.bad_group(call.span, problem, FAMILIES[family].example))
        return None

    def _euclidean(self, name: str, call: ast.GroupCall) -> Group | None:
        """E(n) or SE(n): what its rotations are, and that it has translations."""
        family = call.name.text
        sizes = self._sizes(call)
        if sizes is None:
            return None
        problem = constant_dimension(family, sizes)
        if isinstance(sizes[0], int) and sizes[0] > MOST_COORDINATES:
            large = plans.group_too_large(call.span, "coordinates", sizes[0], MOST_COORDINATES)
            self._reports.add(large)
            return None
        if problem is not None:
            self._reports.add(symmetry.bad_group(call.span, problem, f"{family}(3)"))
            return None
        return Group(name, EUCLIDEAN[family], sizes, translations=True)

    def _sizes(self, call: ast.GroupCall) -> tuple[Extent, ...] | None:
        """The parameters as sizes; None if one is none."""
        sizes: list[Extent | None] = []
        family = EUCLIDEAN.get(call.name.text, call.name.text)
        example = FAMILIES[family].example
        for option in call.options:
            why = f"{call.name.text} takes no option `{option.name.text}`"
            self._reports.add(symmetry.bad_group(option.span, why, example))
            sizes.append(None)
        for argument in call.arguments:
            if isinstance(argument, ast.Name | ast.Number):
                sizes.append(self._constants.extent(argument, f"the size of {call.name.text}"))
            else:
                why = f"{call.name.text} takes sizes"
                self._reports.add(symmetry.bad_group(argument.span, why, example))
                sizes.append(None)
        found = tuple(size for size in sizes if size is not None)
        return found if len(found) == len(sizes) else None
