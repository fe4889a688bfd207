"""How a product is cut into kernels: so many components at once that registers hold them all.

A kernel keeps its components of z in registers along all entries of a row, and those of x and y
along one entry. For the product, paths go together by what they write, and runs of z that read the
same x are neighbours; for its derivatives by the x that they write, whose g stays for all entries.
A run with too many coefficients for one kernel is added to by several.

Blocks of x whose paths are those of another block in other places, such as an irrep in both
parities, have one kernel, which is launched for each.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from symc.emit.backends.triton.terms import Share
from symc.ir.form import Form, Path, blocks_of

HELD, HELD_BACKWARD = 48, 56
"""How many components of x, z and, backward, y a kernel may hold for each thread.

A component takes two of its 255 registers: backward in double precision, forward there or, with
two channels, in single. Then no kernel of `benchmarks/problems.py` spills on sm_90 in any type.
"""

STATEMENTS = 700
"""How many multiply-adds a kernel may have written out."""

Paths = tuple[tuple[int, Path], ...]
"""Some paths, each with its weight."""


@dataclass(frozen=True, slots=True)
class Launch:
    """What one kernel does, and the first components of x, y, z from which it counts its own."""

    share: Share
    x: int = 0
    weight: int = 0
    z: int = 0


def launches(form: Form, backward: bool = False) -> tuple[Launch, ...]:
    """What the kernels of a form do, in order.

    >>> from symc.ir.coupling import Coupling
    >>> path = Path(0, 0, 0, Coupling((1, 1, 2), ()))
    >>> [launch.share.paths for launch in launches(Form((1, 1, 2), 4, (path,), "none"))]
    [((0, Path(x=0, y=0, z=0, coupling=Coupling(sizes=(1, 1, 2), entries=()))),)]
    """
    groups = _groups(form, backward)
    twins = {p for group in groups for p, _ in group}
    rest = tuple((p, path) for p, path in enumerate(form.paths) if p not in twins)
    out = [Launch(share) for share in _shares(rest, backward)]
    for group in groups:
        start, moved = _moved(group)
        out += [replace(start, share=share) for share in _shares(moved, backward)]
    return tuple(out)


def unmet(form: Form, backward: bool) -> bool:
    """Whether some components, of x or else of z, are met by no path."""
    met = {b.i if backward else b.k for path in form.paths for b in blocks_of(path)}
    return len(met) < form.sizes[0 if backward else 2]


def _groups(form: Form, backward: bool) -> tuple[Paths, ...]:
    """All paths of a block of x, for blocks that have a twin and, forward, a z of their own."""
    found: dict[int, list[tuple[int, Path]]] = {}
    for p, path in enumerate(form.paths):
        found.setdefault(path.x, []).append((p, path))
    alike: dict[Paths, list[Paths]] = {}
    for x, paths in found.items():
        others = (path for path in form.paths if path.x != x)
        if backward or not _meet((path for _, path in paths), others):
            alike.setdefault(_moved(tuple(paths))[1], []).append(tuple(paths))
    return tuple(group for groups in alike.values() if len(groups) > 1 for group in groups)


def _meet(these: Iterable[Path], others: Iterable[Path]) -> bool:
    """Whether some of these paths write what some of the others do."""
    own = {k for path in these for k in range(path.z, path.z + path.sizes[2])}
    return any(k in own for path in others for k in range(path.z, path.z + path.sizes[2]))


def _moved(paths: Paths) -> tuple[Launch, Paths]:
    """Where some paths start, and the same paths counted from there."""
    x, p, z = (min(all_) for all_ in zip(*((q.x, n, q.z) for n, q in paths), strict=True))
    moved = tuple((n - p, Path(q.x - x, q.y, q.z - z, q.coupling)) for n, q in paths)
    return Launch(Share((), frozenset()), x, p, z), moved


def _shares(paths: Paths, backward: bool) -> list[Share]:
    """Paths cut into what single kernels hold, and what was written before each of them."""
    out: list[Share] = []
    before: frozenset[int] = frozenset()
    for held in _cut(paths, backward):
        out.append(Share(held, before))
        before |= {b.i if backward else b.k for _, path in held for b in blocks_of(path)}
    return out


def _cut(paths: Paths, backward: bool) -> list[Paths]:
    out: list[Paths] = []
    held: list[tuple[int, Path]] = []
    for p, path in sorted(paths, key=lambda each: _place(each[1], backward)):
        if held and not _fits([*(q for _, q in held), path], backward):
            out.append(tuple(sorted(held, key=lambda each: each[0])))
            held = []
        held.append((p, path))
    return [*out, tuple(sorted(held, key=lambda each: each[0]))] if held else out


def _place(path: Path, backward: bool) -> tuple[int, int, int]:
    return (path.x, path.z, path.y) if backward else (path.z, path.x, path.y)


def _fits(paths: list[Path], backward: bool) -> bool:
    x = {path.x + i for path in paths for i in range(path.sizes[0])}
    y = {path.y + j for path in paths for j in range(path.sizes[1])}
    z = {path.z + k for path in paths for k in range(path.sizes[2])}
    held = len(z) + (2 * len(x) + len(y) if backward else len(x))
    statements = sum(len(path.coupling.entries) for path in paths) * (3 if backward else 1)
    return held <= (HELD_BACKWARD if backward else HELD) and statements <= STATEMENTS
