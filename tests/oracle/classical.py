"""Random elements of Sp, GL, SL, U and SU from their definitions, and invariants by brute force.

Nothing here knows of diagrams or of `sample`: invariant tensors are counted by singular values.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from symc.algebra.family import Signature, Slot
from symc.ir.symmetry import Group

Array = NDArray[np.complex128]

V, W = Slot(), Slot("", True)
DET, CODET = Slot("det"), Slot("det", True)
SIZES = (
    *(("Sp", n) for n in (2, 4)),
    *((name, n) for name in ("GL", "SL", "U", "SU") for n in (1, 2, 3)),
)


def group(family: str, n: int) -> Group:
    return Group("G", family, (n,))


def element(family: str, n: int, rng: np.random.Generator) -> Array:
    """A random element, from the definition of the group."""

    def noise(k: int) -> NDArray[np.float64]:
        return rng.normal(size=(k, k)) / (2 * k)

    match family:
        case "GL":
            g: Array = ((np.eye(n) + noise(n)) * rng.choice([-1.3, 0.8])).astype(complex)
        case "SL":
            low, up = np.tril(noise(n), -1), np.triu(noise(n), 1)
            g = ((np.eye(n) + 2 * low) @ (np.eye(n) + 2 * up)).astype(complex)
        case "Sp":
            m = n // 2
            one, zero = np.eye(m), np.zeros((m, m))
            b, c, a = noise(m), noise(m), one + noise(m)
            first = np.block([[one, b + b.T], [zero, one]])
            second = np.block([[one, zero], [c + c.T, one]])
            third = np.block([[a, zero], [zero, np.linalg.inv(a).T]])
            g = (first @ second @ third).astype(complex)
        case _:
            q = np.linalg.qr(rng.normal(size=(n, n)) + 1j * rng.normal(size=(n, n)))[0]
            g = (q * np.exp(2j * np.pi * rng.uniform())).astype(complex)
            if family == "SU":
                g[:, 0] /= np.linalg.det(g)
    return g


def action(slot: Slot, top: bool, by: Array) -> Array:
    """How an element moves an axis of the tensor of a map: those of inputs are dual."""
    if slot.label:
        dets = np.full((1, 1), np.linalg.det(by), complex)
        by = dets if slot.label == "det" else np.ones((1, 1), complex)
    other: Array = np.linalg.inv(by).T.astype(complex)
    return by if slot.dual != top else other


def moved(rows: Array, signature: Signature, by: Array) -> Array:
    """Rows of tensors on all slots, moved."""
    sides = [(s, False) for s in signature.bottom] + [(s, True) for s in signature.top]
    matrices = [action(slot, top, by) for slot, top in sides]
    out: Array = rows.reshape(-1, *(len(m) for m in matrices))
    for axis, matrix in enumerate(matrices, 1):
        out = np.moveaxis(np.tensordot(out, matrix, axes=([axis], [1])), -1, axis)
    back: Array = out.reshape(rows.shape)
    return back


@cache
def brute(family: str, n: int, upper: int, lower: int, dets: int = 0) -> int:
    """The dimension of the invariants of so many V, V* and det, under three random elements."""
    rng = np.random.default_rng(7)
    top = (V,) * upper + (W,) * lower + (DET,) * dets + (CODET,) * -dets
    total = n ** (upper + lower)
    one = np.eye(total, dtype=complex)
    steps = [moved(one, Signature((), top), element(family, n, rng)) - one for _ in range(3)]
    values = np.linalg.svd(np.concatenate(steps, axis=1), compute_uv=False)
    small = values < 1e-9 * max(1.0, values[0])
    assert not ((values < 1e-5) & ~small).any(), "no clear gap"
    return int(small.sum())


def standard(n: int) -> NDArray[np.float64]:
    """J of q1 p'1 - p1 q'1 + ..."""
    one, zero = np.eye(n // 2), np.zeros((n // 2, n // 2))
    return np.block([[zero, one], [-one, zero]])
