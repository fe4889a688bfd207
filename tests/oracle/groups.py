"""Elements of every group of the language as matrices, from the definitions alone.

An element is the matrix of the defining representation. Those of C(n) and D(n) are matrices of the
regular one, as the corners of a 1-gon or 2-gon do not tell all elements apart. A fibred group has
a matrix for every point of its base: a tensor of shape (|base|, ..., m, m).
"""

from collections.abc import Callable, Mapping
from functools import cache
from math import cosh, pi, prod, sinh

import sympy
import torch
from torch import Tensor

from symc.ir.symmetry import Extent, Group, Matrix

Sizes = Mapping[str, int]
Random = torch.Generator

COMPLEX = ("U", "SU")
"""The families whose defining representation is complex."""

G2_FORM = ((1, 2, 3), (1, 4, 5), (1, 6, 7), (2, 4, 6), (2, -5, 7), (3, -4, 7), (3, -5, 6))
"""123+145+167+246-257-347-356, the signs written into the middle."""


def length(extent: Extent, sizes: Sizes) -> int:
    """The length of an axis, once the free sizes are known."""
    return extent if isinstance(extent, int) else sizes[extent]


def eye(n: int) -> Tensor:
    """The identity."""
    return torch.eye(n, dtype=torch.float64)


def normal(*shape: int, generator: Random) -> Tensor:
    """Random normal numbers."""
    return torch.randn(*shape, dtype=torch.float64, generator=generator)


def uniform(low: float, high: float, generator: Random) -> float:
    """A random number."""
    return low + (high - low) * torch.rand((), dtype=torch.float64, generator=generator).item()


def below(n: int, generator: Random) -> int:
    """A random index."""
    return int(torch.randint(n, (), generator=generator))


def images(points: list[int]) -> Tensor:
    """The matrix that sends point i to `points[i]`, or to minus `~points[i]` if negative."""
    out = torch.zeros(len(points), len(points), dtype=torch.float64)
    for i, to in enumerate(points):
        out[to if to >= 0 else ~to, i] = 1 if to >= 0 else -1
    return out


def permutation(n: int, generator: Random) -> Tensor:
    """A random permutation matrix; not the identity where there is another one."""
    order = torch.randperm(n, generator=generator)
    if n > 1 and bool((order == torch.arange(n)).all()):
        order = order.roll(1)
    return eye(n)[order]


def even_permutation(n: int, generator: Random) -> Tensor:
    """A random even permutation matrix; not the identity where there is another one."""
    while True:
        found = permutation(n, generator)
        if torch.det(found) < 0:
            found = images([1, 0, *range(2, n)]) @ found
        if n < 3 or not torch.equal(found, eye(n)):
            return found


def signs(n: int, generator: Random) -> Tensor:
    """A random diagonal matrix of signs."""
    return torch.diag(2.0 * torch.randint(2, (n,), generator=generator) - 1).double()


def signed_permutation(n: int, generator: Random) -> Tensor:
    """A random signed permutation."""
    return signs(n, generator) @ permutation(n, generator)


def rotation(n: int, generator: Random, det: int = 1) -> Tensor:
    """A random orthogonal matrix of this determinant."""
    q: Tensor = torch.linalg.qr(normal(n, n, generator=generator)).Q
    if torch.det(q) * det < 0:
        q[:, 0] *= -1
    return q


def unitary(n: int, generator: Random) -> Tensor:
    """A random unitary matrix."""
    real, imaginary = normal(2, n, n, generator=generator)
    q: Tensor = torch.linalg.qr(torch.complex(real, imaginary)).Q
    return q * phase(uniform(0, 2 * pi, generator))


def phase(angle: float) -> Tensor:
    """A complex number of size 1."""
    return torch.exp(torch.tensor(1j * angle, dtype=torch.complex128))


def special_unitary(n: int, generator: Random) -> Tensor:
    """A random unitary matrix of determinant 1."""
    q = unitary(n, generator)
    return q * torch.exp(-1j * torch.angle(torch.det(q)) / n)


def boost(p: int, q: int, generator: Random, rapidity: float) -> Tensor:
    """Boosts in planes of one coordinate of each kind, then both kinds rotated."""
    out = eye(p + q)
    for i in range(min(p, q)):
        by, plane = uniform(-rapidity, rapidity, generator), eye(p + q)
        plane[i, i] = plane[p + i, p + i] = cosh(by)
        plane[i, p + i] = plane[p + i, i] = sinh(by)
        out = plane @ out
    for _ in range(2):
        turned = eye(p + q)
        turned[:p, :p], turned[p:, p:] = rotation(p, generator), rotation(q, generator)
        out = turned @ out.T
    return out


def pseudo_rotation(p: int, q: int, generator: Random, rapidity: float, det: int) -> Tensor:
    """A random element of O(p, q) of this determinant, of any of the components with it."""
    flips = eye(p + q)
    first = below(2, generator)
    if first:
        flips[0, 0] = -1
    if det * (-1) ** first < 0:
        flips[-1, -1] = -1
    return flips @ boost(p, q, generator, rapidity)


def symplectic(n: int, generator: Random, rapidity: float) -> Tensor:
    """Shears p += A q and q += B p with symmetric A and B, and a random linear flow."""
    m, out = n // 2, eye(n)
    for lower in (False, True):
        a = normal(m, m, generator=generator) * 0.4 * rapidity
        shear = eye(n)
        block = shear[m:, :m] if lower else shear[:m, m:]
        block += (a + a.T) / 2
        out = shear @ out
    s = normal(n, n, generator=generator) * 0.4 * rapidity
    flow: Tensor = torch.linalg.matrix_exp(symplectic_form(n) @ (s + s.T) / 2)
    return flow @ out


def symplectic_form(n: int) -> Tensor:
    """The form of coordinates (q1..qm, p1..pm): the sum of q_i p'_i - p_i q'_i."""
    m = n // 2
    out = torch.zeros(n, n, dtype=torch.float64)
    out[:m, m:], out[m:, :m] = eye(m), -eye(m)
    return out


def general(n: int, generator: Random, rapidity: float, det: int) -> Tensor:
    """A random invertible matrix, not far from orthogonal, whose determinant has this sign."""
    stretch = torch.diag(torch.exp(0.5 * rapidity * normal(n, generator=generator)))
    return rotation(n, generator, det) @ stretch @ rotation(n, generator)


def three_form() -> Tensor:
    """The 3-form of G2 as an alternating tensor."""
    out = torch.zeros(7, 7, 7, dtype=torch.float64)
    for a, b, c in G2_FORM:
        i, j, k = a - 1, abs(b) - 1, c - 1
        for x, y, z in ((i, j, k), (j, k, i), (k, i, j)):
            out[x, y, z], out[y, x, z] = (1, -1) if b > 0 else (-1, 1)
    return out


@cache
def g2_algebra() -> Tensor:
    """A basis of the matrices that keep the 3-form to first order: there are 14 dimensions."""
    form, units = three_form(), eye(49).reshape(49, 7, 7)
    change = torch.stack(
        [
            torch.einsum("ia,ibc->abc", unit, form)
            + torch.einsum("ib,aic->abc", unit, form)
            + torch.einsum("ic,abi->abc", unit, form)
            for unit in units
        ]
    ).reshape(49, -1)
    values, vectors = torch.linalg.eigh(change @ change.T)
    kernel: Tensor = vectors[:, values < 1e-9].T.reshape(-1, 7, 7)
    assert len(kernel) == 14
    return kernel


def g2(generator: Random) -> Tensor:
    """A random element of G2."""
    weights = normal(14, generator=generator)
    found: Tensor = torch.linalg.matrix_exp(torch.einsum("k,kij->ij", weights, g2_algebra()))
    return found


@cache
def number(text: str) -> float:
    """An exact entry as a float."""
    return float(sympy.N(sympy.sympify(text, rational=True), 30))


def matrix(rows: Matrix) -> Tensor:
    """Exact entries as a matrix of floats."""
    return torch.tensor([[number(entry) for entry in row] for row in rows], dtype=torch.float64)


def word(letters: list[Tensor], generator: Random, size: int) -> Tensor:
    """A random product; not the identity where a letter is another element."""
    one = eye(size)
    if not letters:
        return one
    for _ in range(20):
        out = one
        for _ in range(6):
            out = letters[below(len(letters), generator)] @ out
        if not torch.allclose(out, one):
            return out
    return next((x for x in letters if not torch.allclose(x, one)), one)


def letters(group: Group) -> list[Tensor]:
    """The generators of a group that is given by them, and their inverses."""
    assert group.generators is not None
    found = [images(list(each)) for each in group.generators.permutations]
    found += [matrix(each) for each in group.generators.matrices]
    return [*found, *(torch.linalg.inv(each) for each in found)]


def generated(group: Group, generator: Random, rapidity: float) -> Tensor:
    """A random word, with exponentials of random elements of the Lie algebra between letters."""
    assert group.generators is not None
    size = length(group.size, {})
    out = word(letters(group), generator, size)
    flows = [matrix(each) for each in group.generators.algebra]
    for _ in range(2):
        for flow in flows:
            by = uniform(0.3, 1, generator) * rapidity * (-1) ** below(2, generator)
            out = torch.linalg.matrix_exp(by * flow / flow.norm() * 2**0.5) @ out
    return out


def turn(n: int, by: int) -> Tensor:
    """Left multiplication by r^by on 1, r, r^2, ... of C(n)."""
    return images([(i + by) % n for i in range(n)])


def dihedral(n: int, by: int, mirrored: bool) -> Tensor:
    """Left multiplication by r^by or by m r^by on 1, r, r^2, ..., then m, mr, mr^2, ...

    With m r = r^-1 m: r^k (m r^i) = m r^(i - k), and m r^k (m r^i) = r^(i - k).
    """
    plain = [(i + by) % n + (n if mirrored else 0) for i in range(n)]
    behind = [(i - by) % n + (0 if mirrored else n) for i in range(n)]
    return images([*plain, *behind])


def corners(regular: Tensor, n: int) -> Tensor:
    """The permutation of the corners by an element of C(n) or D(n): r^k m^s sends i to k +- i."""
    at = int(regular[..., :, 0].argmax())
    k = at % n
    return images([(-(k + i) if at >= n else k + i) % n for i in range(n)])


def element(group: Group, sizes: Sizes, generator: Random, rapidity: float = 1.0) -> Tensor:
    """A random element, of rapidity at most this; inside a base one for each of its points.

    Of O(n) and O(p, q) it reflects, as rotations alone cannot tell O from SO, and of GL too.
    """
    base: list[int] = []
    around = group.within
    while around is not None:
        base.insert(0, length(around.size, sizes))
        around = around.within
    found = [_single(group, sizes, generator, rapidity) for _ in range(prod(base))]
    return torch.stack(found).reshape(*base, *found[0].shape)


def _single(group: Group, sizes: Sizes, generator: Random, rapidity: float) -> Tensor:
    n = length(group.size, sizes)
    if group.generators is not None:
        return generated(group, generator, rapidity)
    match group.family, group.parameters:
        case "O" | "SO", (int() as p, int() as q):
            det = -1 if group.family == "O" else 1
            return pseudo_rotation(p, q, generator, rapidity, det)
        case "C", _:
            return turn(n, 1 + below(max(n - 1, 1), generator))
        case "D", _:
            return dihedral(n, below(n, generator), bool(below(2, generator)))
    return FAMILIES[group.family](n, generator, rapidity)


def _even_signs(n: int, generator: Random, rapidity: float) -> Tensor:
    flips = signs(n, generator)
    flips[0] *= torch.det(flips)
    return flips @ permutation(n, generator)


def _signed_rotation(n: int, generator: Random, rapidity: float) -> Tensor:
    found = signed_permutation(n, generator)
    found[0] *= torch.det(found)
    return found


def _volume(n: int, generator: Random, rapidity: float) -> Tensor:
    found = general(n, generator, rapidity, 1)
    return found / torch.det(found) ** (1 / n)


FAMILIES: dict[str, Callable[[int, Random, float], Tensor]] = {
    "S": lambda n, generator, _: permutation(n, generator),
    "A": lambda n, generator, _: even_permutation(n, generator),
    "O": lambda n, generator, _: rotation(n, generator, -1),
    "SO": lambda n, generator, _: rotation(n, generator),
    "Sp": symplectic,
    "GL": lambda n, generator, by: general(n, generator, by, -1),
    "SL": _volume,
    "U": lambda n, generator, _: unitary(n, generator),
    "SU": lambda n, generator, _: special_unitary(n, generator),
    "B": lambda n, generator, _: signed_permutation(n, generator),
    "SB": _signed_rotation,
    "EB": _even_signs,
    "G2": lambda n, generator, _: g2(generator),
}
"""A random element of every family with one size."""


def generating(group: Group, sizes: Sizes) -> list[Tensor]:
    """Elements, not fibred, that generate the group, or a subgroup no polynomial tells from it.

    Two random elements of a connected group do that, and one of every other component.
    """
    n = length(group.size, sizes)
    generator = torch.Generator().manual_seed(11)
    if group.generators is not None:
        flows = [matrix(each) for each in group.generators.algebra]
        exponents = (torch.linalg.matrix_exp(0.7 * f / f.norm() * 2**0.5) for f in flows)
        return [*exponents, *letters(group)[: len(letters(group)) // 2]]
    cycle, swap = images([*range(1, n), 0]), images([1, 0, *range(2, n)] if n > 1 else [0])
    flip = images([~0, *range(1, n)])
    threes = [images([1, i, *range(2, i), 0, *range(i + 1, n)]) for i in range(2, n)]
    match group.family:
        case "S":
            return [swap, cycle]
        case "A":
            return threes or [eye(n)]
        case "C":
            return [turn(n, 1)]
        case "D":
            return [dihedral(n, 1, False), dihedral(n, 0, True)]
        case "B":
            return [swap, cycle, flip]
        case "EB":
            return [swap, cycle, *([flip @ cycle @ flip @ cycle.T] if n > 1 else [])]
        case "SB":
            pairs = [flip @ swap, flip @ cycle @ flip @ cycle.T, *threes] if n > 1 else []
            return pairs or [eye(n)]
    found = [_single(group, sizes, generator, 0.7) for _ in range(3)]
    if group.family in ("O", "GL") and not group.generators:
        found.append(found[0] @ found[1])
    return found


def outside(group: Group, sizes: Sizes, generator: Random) -> Tensor | None:
    """A matrix on the defining axes just outside the group; None where there is none to try."""
    n = length(group.size, sizes)
    if group.within is not None:
        return None
    inside = _single(group, sizes, generator, 1.0)
    flip = images([~0, *range(1, n)])
    swap = images([1, 0, *range(2, n)]) if n > 1 else eye(n)
    match group.family, len(group.parameters):
        case ("A", _) if n > 1:
            return swap @ inside
        case "SO" | "SB" | "SL", _:
            return flip @ inside
        case ("EB", _) if n > 1:
            return flip @ inside
        case "SU", _:
            return inside * phase(0.7)
        case ("S" | "C" | "D" | "B" | "G2", _) if n > 1:
            return rotation(n, generator)
        case "O", 1:
            return torch.diag(torch.linspace(1.2, 1.5, n).double()) @ inside
        case "O", 2:
            return rotation(n, generator)
        case ("Sp" | "U", _):
            return torch.diag(torch.linspace(1.2, 1.5, n).double()).to(inside.dtype) @ inside
    if group.generators is not None and n > 1:
        return rotation(n, generator)
    return None
