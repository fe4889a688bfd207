"""What was measured, as frozen records."""

from dataclasses import asdict, dataclass
from typing import Literal

from symc.bench.growth import slope
from symc.bench.machine import Machine

Form = Literal["generated", "naive", "dense"]
OTHERS: tuple[Form, ...] = ("naive", "dense")
"""What stands beside the generated form."""

Mode = Literal["forward", "backward"]
"""`forward` without gradients, `backward` forward and back to all weights and inputs."""

WHOLE = "the whole model"
SUM = "all linear and bilinear layers"
DEGREE = 8
"""Edges to each point of a graph, where the smallest graph has as many other points."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What to measure: sizes of free axes, items of a batch, seconds for each number."""

    sizes: tuple[int, ...] = (8, 16, 32, 64)
    batch: int = 8
    device: str = "cpu"
    compile: bool = False
    seconds: float = 0.2
    rounds: int = 11

    @property
    def degree(self) -> int:
        """Edges to each point: the same at every n, so that there are as many per n."""
        return min(DEGREE, max(1, min(self.sizes) - 1))


@dataclass(frozen=True, slots=True)
class Row:
    """One form of one layer at one n: seconds per call, and bytes at the peak beyond the inputs
    and what comes out.

    `n` is None where nothing is of free size.
    """

    model: str
    layer: str
    form: Form
    mode: Mode
    compiled: bool
    n: int | None
    median: float
    minimum: float
    bytes: int

    @property
    def series(self) -> "Series":
        """What it is a point of, over n."""
        return (self.model, self.layer, self.form, self.mode, self.compiled)


Series = tuple[str, str, Form, Mode, bool]


@dataclass(frozen=True, slots=True)
class Skipped:
    """What was not measured, and why."""

    model: str
    layer: str
    form: Form
    n: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class Differing:
    """A form that computes another thing, by this part of the largest entry; it is not timed."""

    model: str
    layer: str
    form: Form
    n: int | None
    by: float


@dataclass(frozen=True, slots=True)
class Shared:
    """A layer that is as generated in every form of the whole model, and why."""

    model: str
    layer: str
    reason: str


@dataclass(frozen=True, slots=True)
class Bench:
    """All numbers of one run."""

    machine: Machine
    settings: Settings
    rows: tuple[Row, ...]
    skipped: tuple[Skipped, ...]
    differing: tuple[Differing, ...] = ()
    shared: tuple[Shared, ...] = ()
    graphs: bool = False

    def series(self) -> dict[Series, list[Row]]:
        """The rows over n, by what else they are."""
        found: dict[Series, list[Row]] = {}
        for row in self.rows:
            found.setdefault(row.series, []).append(row)
        return found

    def slopes(self) -> dict[Series, float | None]:
        """The exponent of n in the time of every series."""
        return {
            key: slope((row.n, row.median) for row in rows if row.n is not None)
            for key, rows in self.series().items()
        }

    def to_json(self) -> dict[str, object]:
        """The same as plain data."""
        slopes = [
            dict(zip(("model", "layer", "form", "mode", "compiled"), key, strict=True))
            | {"slope": found}
            for key, found in self.slopes().items()
        ]
        return {
            "machine": self.machine.to_json(),
            "settings": asdict(self.settings),
            "rows": [asdict(row) for row in self.rows],
            "slopes": slopes,
            "skipped": [asdict(each) for each in self.skipped],
            "differing": [asdict(each) for each in self.differing],
            "shared": [asdict(each) for each in self.shared],
        }
