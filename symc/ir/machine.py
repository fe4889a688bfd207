"""The machine for which plans are made: one processor core with wide vector units.

The figures were fitted to single-precision layers; they need to be right within a factor of two.
"""

ITEMS = 64
"""The number of items in a batch."""

FLOPS, SMALL_FLOPS = 1e11, 4e10
"""Operations per second of large matrix products, and of thin ones."""

BYTES, LAUNCH = 8e9, 6e-6
"""Bytes per second, and seconds for each operation that is started."""


def rate(rows: int, columns: int) -> float:
    """Operations per second of products with a matrix of this shape: few channels are slow.

    >>> rate(8, 8) < rate(16, 16) < rate(64, 64) == FLOPS
    True
    """
    return FLOPS * min(1.0, ((rows * columns) ** 0.5 / 20) ** 3) if rows and columns else FLOPS


def duration(seconds: float) -> str:
    """A time as it is told.

    >>> duration(0.0012)
    '1,200 us'
    """
    return f"{seconds * 1e6:,.0f} us"
