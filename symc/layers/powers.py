"""Symmetric powers in parts that lose some of their axes."""

from dataclasses import replace

from symc.ir.symmetry import Power


def left(powers: tuple[Power, ...], kept: tuple[int, ...]) -> tuple[Power, ...]:
    """The powers that are left where only some axes are kept, which are counted anew.

    >>> left((Power(((0, 1), (2, 3)), 1),), (1, 3))
    (Power(blocks=((0,), (1,)), sign=1),)
    """
    place = {axis: i for i, axis in enumerate(kept)}
    found = []
    for power in powers:
        blocks = tuple(tuple(place[i] for i in block if i in place) for block in power.blocks)
        if all(blocks):
            found.append(Power(blocks, power.sign))
    return tuple(found)


def symmetric(power: Power) -> Power:
    """The power of the same blocks without a sign."""
    return replace(power, sign=1)
