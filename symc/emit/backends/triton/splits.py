"""How a product is cut into kernels: so many components at once that registers hold them all.

A kernel keeps its components of z in registers along all entries of a row, and those of x and y
along one entry. Paths go together by what they write, and runs of z that read the same x are
neighbours; a run with too many coefficients for one kernel is added to by several.
"""

from symc.ir.form import Form, Path

REGISTERS, REGISTERS_BACKWARD = 96, 80
"""How many a thread may hold in components of x, z and, backward, y, for each kernel.

Then no kernel of `benchmarks/problems.py` spills in single precision on sm_90.
"""

STATEMENTS = 700
"""How many multiply-adds a kernel may have written out."""


def splits(form: Form, per_thread: int, backward: bool = False) -> tuple[tuple[int, ...], ...]:
    """The paths of each kernel, in order; `per_thread` channels are held by one thread.

    >>> from symc.ir.coupling import Coupling
    >>> splits(Form((1, 1, 2), 4, (Path(0, 0, 0, Coupling((1, 1, 2), ())),), "none"), 2)
    ((0,),)
    """
    order = sorted(range(len(form.paths)), key=lambda p: _place(form.paths[p]))
    out: list[list[int]] = []
    held: list[Path] = []
    for p in order:
        wider = [*held, form.paths[p]]
        if held and not _fits(wider, per_thread, backward):
            out.append([])
            held = []
            wider = [form.paths[p]]
        if not out:
            out.append([])
        out[-1].append(p)
        held = wider
    return tuple(tuple(sorted(paths)) for paths in out)


def _place(path: Path) -> tuple[int, int, int]:
    return path.z, path.x, path.y


def _fits(paths: list[Path], per_thread: int, backward: bool) -> bool:
    x = {path.x + i for path in paths for i in range(path.sizes[0])}
    y = {path.y + j for path in paths for j in range(path.sizes[1])}
    z = {path.z + k for path in paths for k in range(path.sizes[2])}
    live = len(z) + (2 * len(x) + len(y) if backward else len(x))
    statements = sum(len(path.coupling.entries) for path in paths) * (3 if backward else 1)
    most = REGISTERS_BACKWARD if backward else REGISTERS
    return live * per_thread <= most and statements <= STATEMENTS
