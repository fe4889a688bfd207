"""The machine for which plans are made: one processor core with wide vector units.

The figures were fitted to single-precision layers; they need to be right within a factor of two.
"""

ITEMS = 64
"""The number of items in a batch."""

FLOPS, SMALL_FLOPS = 1e11, 4e10
"""Operations per second of large matrix products, and of thin ones."""

BYTES, LAUNCH = 8e9, 6e-6
"""Bytes per second, and seconds for each operation that is started."""


def duration(seconds: float) -> str:
    """A time as it is told.

    >>> duration(0.0012)
    '1,200 us'
    """
    return f"{seconds * 1e6:,.0f} us"
