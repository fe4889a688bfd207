"""Lines of C++ that the product and its derivatives share."""

from dataclasses import dataclass

from symc.ir.form import Block
from symc.ir.page import Lines


@dataclass(slots=True)
class Names:
    """Fresh numbers for scalars."""

    count: int = 0

    def fresh(self) -> int:
        """The next one."""
        self.count += 1
        return self.count - 1


def operand(slot: str, index: int) -> str:
    """One component of an operand along the channels."""
    return f"const T {slot}{index} = {slot}[{index} * C + c];"


def loop(body: Lines, sums: tuple[str, ...] = ()) -> list[str]:
    """A vectorised loop over the channels; `sums` are added up over them."""
    clause = f" reduction(+ : {', '.join(sums)})" if sums else ""
    return [
        f"#pragma omp simd{clause}",
        "for (I c = 0; c < C; ++c) {",
        *(f"  {line}" for line in body),
        "}",
    ]


def scalars(blocks: tuple[Block, ...], names: Names) -> tuple[list[str], list[str]]:
    """What each block multiplies by, as names, and the lines that make them; equal ones once."""
    made: dict[tuple[tuple[int, float], ...], str] = {}
    lines: list[str] = []
    factors: list[str] = []
    for block in blocks:
        if block.terms not in made:
            name = f"m{names.fresh()}"
            made[block.terms] = name
            lines.append(f"const T {name} = {linear(block.terms, 'y')};")
        factors.append(made[block.terms])
    return factors, lines


def linear(terms: tuple[tuple[int, float], ...], slot: str) -> str:
    """A sum of multiples of components.

    >>> linear(((0, 1.0), (2, -0.5)), "y")
    'T(1.0) * y0 - T(0.5) * y2'
    """
    out = ""
    for j, value in terms:
        sign = ("-" if value < 0 else "") if not out else " - " if value < 0 else " + "
        out += f"{sign}T({abs(value)!r}) * {slot}{j}"
    return out
