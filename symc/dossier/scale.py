"""Scales of errors: logarithmic where all is rounding, linear where a symmetry is broken."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import floor, log10

ROUNDING = 1e-6
"""Where no error is larger, orders of magnitude are what there is to see."""

FLOOR = 1e-16
ALARM = ((237, 245, 250), (86, 180, 233), (240, 190, 60), (213, 94, 0), (150, 20, 10))
"""From rounding to an error as large as the result."""

DEPTH = ((240, 245, 250), (158, 202, 225), (66, 146, 198), (8, 81, 156), (8, 36, 80))
"""From little to much, without a verdict."""


@dataclass(frozen=True, slots=True)
class Scale:
    """Errors from `low` to `high` between 0 and 1."""

    low: float
    high: float
    is_logarithmic: bool

    def place(self, error: float) -> float:
        """Where an error stands; one that is not a number is at the end.

        >>> Scale(1e-16, 1.0, True).place(1e-8), Scale(0.0, 0.5, False).place(0.25)
        (0.5, 0.5)
        """
        if error != error:
            return 1.0
        error = min(max(error, self.low), self.high)
        if self.is_logarithmic:
            return log10(error / self.low) / log10(self.high / self.low)
        return (error - self.low) / (self.high - self.low)

    def shade(self, error: float) -> str:
        """A colour, the darker the larger the error.

        >>> Scale(1e-16, 1.0, True).shade(1e-16), Scale(1e-16, 1.0, True).shade(1.0)
        ('rgb(237,245,250)', 'rgb(150,20,10)')
        """
        place = self.place(error)
        stops = DEPTH
        if self.is_logarithmic:
            stops, place = ALARM, max(0.0, (place - 0.25) / 0.75)
        step = place * (len(stops) - 1)
        i = min(int(step), len(stops) - 2)
        mixed = (
            round(a + (b - a) * (step - i)) for a, b in zip(stops[i], stops[i + 1], strict=True)
        )
        return f"rgb({','.join(map(str, mixed))})"

    @property
    def ticks(self) -> tuple[tuple[float, str], ...]:
        """Errors to draw lines at, with their labels."""
        if self.is_logarithmic:
            return tuple((10.0**k, f"1e{k}" if k else "1") for k in (-16, -12, -8, -4, 0))
        steps = ([self.high * k / n for k in range(n + 1)] for n in (4, 5, 3, 2))
        chosen = next((each for each in steps if all(map(_is_short, each))), [0.0, self.high])
        return tuple((error, f"{error:.2g}") for error in chosen)


def _is_short(value: float) -> bool:
    """Whether two digits tell all of a number."""
    return abs(float(f"{value:.2g}") - value) <= 1e-9 * value


def told(error: float) -> str:
    """An error in as many letters as it needs.

    >>> told(0.0413), told(1.0), told(27.4), told(3.9e-16), told(0.0)
    ('0.041', '1', '27', '3.9e-16', '0')
    """
    if error != error:
        return "not a number"
    if error == 0 or 1e-4 <= abs(error) < 10:
        return f"{error:.2g}"
    return f"{error:,.0f}" if 10 <= abs(error) < 1e6 else f"{error:.1e}"


UNIT = "rms error / rms of the result"
"""What errors are in."""

LOGARITHMIC = Scale(FLOOR, 1.0, True)


def lengths(errors: Iterable[float]) -> Scale:
    """The scale of bars and distances: from 0, where it is linear.

    >>> lengths([0.18, 0.27]).high, lengths([3e-16]).is_logarithmic
    (0.3, True)
    """
    largest = max((e for e in errors if e == e and e != float("inf")), default=0.0)
    return LOGARITHMIC if largest < ROUNDING else Scale(0.0, _up(largest), False)


def together(every: Iterable[Iterable[float]]) -> Scale | None:
    """One scale for orbits of which some are not flat to rounding; else each has its own.

    >>> together([[1e-16], [0.27]]).high, together([[1e-16]])
    (0.3, None)
    """
    scale = lengths(error for errors in every for error in errors)
    return None if scale.is_logarithmic else scale


def shades(errors: Iterable[float]) -> Scale:
    """The scale of colours: from the least to the largest if they differ by a tenth, else from 0.

    >>> shades([0.18, 0.27]).low, shades([0.2500, 0.2501]).low
    (0.18, 0.0)
    """
    found = [e for e in errors if e == e and e != float("inf")]
    least, largest = min(found, default=0.0), max(found, default=0.0)
    if largest < ROUNDING:
        return LOGARITHMIC
    return Scale(least if least < 0.9 * largest else 0.0, largest, False)


def _up(value: float) -> float:
    """The next round number.

    >>> _up(0.27), _up(0.3), _up(1.01), _up(4e-4)
    (0.3, 0.3, 1.2, 0.0004)
    """
    power = 10.0 ** floor(log10(value))
    tenths = (10, 12, 15, 20, 25, 30, 40, 50, 60, 80, 100)
    enough = (t for t in tenths if t * power >= 10 * value * (1 - 1e-9))
    return float(f"{next(enough) * power / 10:.2g}")
