"""The least time of a product of irreps along edges: bytes at a bandwidth, or multiply-adds.

Everything is counted once: x and z for each point, y and w for each edge. A kernel that gathers,
multiplies and sums in one could do it in that time if its caches lost nothing.
"""

from dataclasses import dataclass

from symc.ir.form import Form

BYTES = 4
"""Of a number in float32."""


@dataclass(frozen=True)
class Device:
    """Where it runs, and what it can do in a second."""

    name: str
    bandwidth: float
    flops: float


@dataclass(frozen=True)
class Work:
    """What one call moves and computes."""

    bytes: int
    flops: int

    def microseconds(self, device: Device) -> float:
        """The least time of it."""
        return 1e6 * max(self.bytes / device.bandwidth, self.flops / device.flops)


def works(forms: tuple[Form, ...], edges: int, points: int) -> tuple[Work, Work, Work]:
    """Forward, backward and double backward of products of different widths with one y.

    Backward reads x, y, w and g and writes what reaches x, y and w; double backward reads three
    directions besides, and writes what reaches g, too. A product has one multiply-add for each
    coefficient and one for each component of z; its derivatives are three of that size, and those
    of all of these by four operands nine.
    """
    x = sum(form.sizes[0] * form.channels for form in forms)
    z = sum(form.sizes[2] * form.channels for form in forms)
    along = forms[0].sizes[1] + sum(len(form.paths) * form.channels for form in forms)
    terms = sum((form.nonzero + form.sizes[2]) * form.channels for form in forms)
    return (
        Work(BYTES * (points * (x + z) + edges * along), 2 * edges * terms),
        Work(BYTES * (points * (2 * x + z) + edges * 2 * along), 6 * edges * terms),
        Work(BYTES * (points * (3 * x + 2 * z) + edges * 3 * along), 18 * edges * terms),
    )


def bounds(
    forms: tuple[Form, ...], edges: int, points: int, device: Device
) -> tuple[float, float, float]:
    """The least times of these, in microseconds."""
    forward, backward, double = works(forms, edges, points)
    return (
        forward.microseconds(device),
        backward.microseconds(device),
        double.microseconds(device),
    )
