"""How time grows with n: the slope of a line through the logarithms."""

from collections.abc import Iterable
from math import log


def slope(points: Iterable[tuple[float, float]]) -> float | None:
    """The exponent p of the best fit `time = c n^p`, by least squares of the logarithms.

    >>> slope([(2, 12.0), (4, 48.0), (8, 192.0)])
    2.0
    """
    found = [(log(n), log(time)) for n, time in points if n > 0 and time > 0]
    if len({x for x, _ in found}) < 2:
        return None
    x_mean = sum(x for x, _ in found) / len(found)
    y_mean = sum(y for _, y in found) / len(found)
    above = sum((x - x_mean) * (y - y_mean) for x, y in found)
    return round(above / sum((x - x_mean) ** 2 for x, _ in found), 9)
