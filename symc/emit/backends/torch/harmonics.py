"""Spherical harmonics: the polynomials up to a degree as one function, written by recurrence.

With the polar axis y, A + iB = (z + ix)^m has the part of the azimuth, and polynomials P_lm(y) the
other: Y_lm is P_lm A_m for m >= 0 and P_lm B_-m for m < 0. In component normalization

    P_mm = sqrt((2 - [m = 0]) (2m + 1) (2m - 1)!!^2 / (2m)!)
    P_lm = sqrt((4l^2 - 1) / (l^2 - m^2)) y P_(l-1)m
           - sqrt((2l + 1) ((l - 1)^2 - m^2) / ((2l - 3) (l^2 - m^2))) r^2 P_(l-2)m
"""

from fractions import Fraction
from math import factorial, isqrt

from symc.emit.backends.torch.code import Call, Expression, returned, statement, tuple_of
from symc.emit.backends.torch.scope import Scope
from symc.ir.page import Lines
from symc.ir.steps_on_vectors import Harmonize

INDENT = 8


def harmonize(step: Harmonize, scope: Scope) -> list[str]:
    """All degrees of the direction of one tensor of vectors."""
    scope.helper("harmonics")
    name = scope.functions.harmonic(step.degree)
    bare = step.part.multiplicity is None
    source = f"{step.source}.unsqueeze(-1)" if bare else step.source
    dim = step.axis - len(step.part.axes) - 1
    call = Call("_harmonics", (source, str(dim), name))
    if len(step.targets) == 1:
        return statement(f"({step.targets[0]},) = ", call, "", INDENT)
    line = f"{', '.join(step.targets)} = {call}"
    if len(line) + INDENT <= 88:
        return [line]
    every = scope.local("harmonics")
    made: list[Expression] = list(step.targets)
    return [*statement(f"{every} = ", call, "", INDENT), *returned("", made, f" = {every}", INDENT)]


def harmonics_lines(name: str, degree: int) -> Lines:
    """The function of three coordinates; degree by degree the components from m = -l to l."""
    title = f'"""Harmonics up to l = {degree} of a unit vector: component norm, polar axis y."""'
    lines = ["# (z + ix)^m = cm + i sm; the rest of component m of degree l is pl_m"]
    if degree > 0:
        lines += ["square = x * x + y * y + z * z", "c1, s1 = z, x"]
    for m in range(2, degree + 1):
        lines.append(f"c{m}, s{m} = z * c{m - 1} - x * s{m - 1}, z * s{m - 1} + x * c{m - 1}")
    lines.append("p0_0 = torch.ones_like(y)")
    for m in range(degree + 1):
        lines += _column(m, degree)
    degrees: list[Expression] = ["p0_0", *(_degree(each) for each in range(1, degree + 1))]
    lines += statement("return ", tuple_of(degrees), "", 4)
    return (f"def {name}(x, y, z):", *(f"    {line}" for line in (title, *lines)))


def _column(m: int, degree: int) -> list[str]:
    """The polynomials of one order, by rising degree."""
    first = _first(m)
    out = [f"p{m}_{m} = {_root(first)}"] if m else []
    if m < degree:
        out.append(f"p{m + 1}_{m} = {_root((2 * m + 3) * first)} * y")
    for each in range(m + 2, degree + 1):
        below = each**2 - m**2
        one = Fraction(4 * each**2 - 1, below)
        two = Fraction((2 * each + 1) * ((each - 1) ** 2 - m**2), (2 * each - 3) * below)
        up, skip = f"{_root(one)} * y * p{each - 1}_{m}", f"{_root(two)} * square * p{each - 2}_{m}"
        if each == 2 and m == 0:
            skip = f"{_root(two)} * square"
        line = f"p{each}_{m} = {up} - {skip}"
        if len(line) + 4 <= 88:
            out.append(line)
        else:
            out += [f"p{each}_{m} = (", f"    {up}", f"    - {skip}", ")"]
    return out


def _first(m: int) -> Fraction:
    """The square of P_mm."""
    odd = Fraction(factorial(2 * m), 2**m * factorial(m))
    return (1 if m == 0 else 2) * (2 * m + 1) * odd**2 / factorial(2 * m)


def _degree(each: int) -> Call:
    components: list[Expression] = [f"p{each}_{m} * s{m}" for m in range(each, 0, -1)]
    components.append(f"p{each}_0")
    components += [f"p{each}_{m} * c{m}" for m in range(1, each + 1)]
    return tuple_of(components)


def _root(square: Fraction) -> str:
    """The root of a fraction as source text."""
    root = Fraction(_whole(square.numerator) or 0, _whole(square.denominator) or 1)
    if root and root * root == square:
        return str(root.numerator) if root.denominator == 1 else f"({root})".replace("/", " / ")
    over = "" if square.denominator == 1 else f" / {square.denominator}"
    return f"math.sqrt({square.numerator}{over})"


def _whole(number: int) -> int | None:
    root = isqrt(number)
    return root if root * root == number else None
