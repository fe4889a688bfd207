"""What a verification found: frozen records, which print as JSON."""

from dataclasses import asdict, dataclass
from typing import Literal

from symc.verify.level_results import GroupLevel

Status = Literal["passed", "failed", "skipped"]


@dataclass(frozen=True, slots=True)
class Distribution:
    """Relative errors, rising: one for each input and element.

    >>> Distribution.of([3.0, 1.0, 2.0]).median
    2.0
    """

    values: tuple[float, ...]

    @staticmethod
    def of(values: list[float]) -> "Distribution":
        """The errors in order; one that is no number counts as infinite."""
        return Distribution(tuple(sorted(v if v == v else float("inf") for v in values)))

    @property
    def worst(self) -> float:
        """The largest."""
        return self.values[-1] if self.values else 0.0

    @property
    def median(self) -> float:
        """The one in the middle."""
        return self.quantile(0.5)

    def quantile(self, share: float) -> float:
        """The smallest value that is at least as large as this share of all."""
        if not self.values:
            return 0.0
        return self.values[min(len(self.values) - 1, int(share * len(self.values)))]


@dataclass(frozen=True, slots=True)
class Errors:
    """How far moving and computing are from commuting, for one group in one precision.

    `elements` says which were tried: the generators, or far ones.
    """

    group: str
    elements: Literal["generators", "far"]
    dtype: str
    sizes: tuple[tuple[str, int], ...]
    distribution: Distribution
    tolerance: float

    @property
    def ok(self) -> bool:
        """Whether every error is within the tolerance."""
        return self.distribution.worst <= self.tolerance

    def to_json(self) -> dict[str, object]:
        """As plain data, with the usual quantiles."""
        d = self.distribution
        return {
            "group": self.group,
            "elements": self.elements,
            "dtype": self.dtype,
            "sizes": dict(self.sizes),
            "tolerance": self.tolerance,
            "ok": self.ok,
            "samples": len(d.values),
            "median": d.median,
            "q90": d.quantile(0.9),
            "worst": d.worst,
            "errors": list(d.values),
        }


@dataclass(frozen=True, slots=True)
class Control:
    """What has to fail: a move that is no element of the group, and the error that it makes.

    Where nothing outside can be tried, `skipped` says why.
    """

    group: str
    what: str
    error: float
    least: float
    skipped: str = ""

    @property
    def ok(self) -> bool:
        """Whether the move was noticed."""
        return bool(self.skipped) or self.error > self.least


@dataclass(frozen=True, slots=True)
class Around:
    """A symmetry that a call need not keep: how far two calls are from it.

    Of random elements, `mean` is that of the mean over so many `calls`, also in standard errors
    (`chance`), of which no more than `likely` may be found.
    """

    group: str
    level: str
    kept: Literal["in expectation", "not kept"]
    error: float
    calls: int = 1
    mean: float = 0.0
    chance: float = 0.0
    likely: float = 0.0

    @property
    def ok(self) -> bool:
        """Whether the mean is as near as chance lets it be."""
        return self.calls == 1 or self.chance <= self.likely


@dataclass(frozen=True, slots=True)
class Spread:
    """How much one output varies over random inputs, in units of its size."""

    output: str
    deviation: float


@dataclass(frozen=True, slots=True)
class Rank:
    """The family of maps of one layer: independent learned numbers per output channel.

    `solved` is what the exact bases say; `found` is the rank of the derivatives by the weights, and
    `weights` how many of them have an effect.
    """

    layer: str
    output: str
    solved: int
    found: int
    weights: int

    @property
    def ok(self) -> bool:
        """Whether the weights reach every solved map, each in one way."""
        return self.solved == self.found == self.weights


@dataclass(frozen=True, slots=True)
class Check:
    """Anything else that must hold; `detail` says why it does not, or why it was skipped."""

    name: str
    status: Status
    detail: str = ""
    seconds: float = 0.0

    @property
    def ok(self) -> bool:
        """Whether it did not fail."""
        return self.status != "failed"


@dataclass(frozen=True, slots=True)
class ModelReport:
    """All that was found of one model."""

    name: str
    weights: int
    errors: tuple[Errors, ...]
    controls: tuple[Control, ...]
    spread: tuple[Spread, ...]
    ranks: tuple[Rank, ...]
    checks: tuple[Check, ...]
    levels: tuple[GroupLevel, ...] = ()
    around: tuple[Around, ...] = ()

    @property
    def failures(self) -> int:
        """How many findings failed."""
        every: tuple[Errors | Control | Rank | Check | GroupLevel | Around, ...] = (
            *self.errors,
            *self.around,
            *self.levels,
            *self.controls,
            *self.ranks,
            *self.checks,
        )
        return sum(not each.ok for each in every)

    @property
    def ok(self) -> bool:
        """Whether nothing failed."""
        return not self.failures

    def to_json(self) -> dict[str, object]:
        """As plain data."""
        return {
            "name": self.name,
            "weights": self.weights,
            "ok": self.ok,
            "equivariance": [each.to_json() for each in self.errors],
            "levels": [each.to_json() for each in self.levels],
            "around": [{**asdict(each), "ok": each.ok} for each in self.around],
            "controls": [{**asdict(each), "ok": each.ok} for each in self.controls],
            "spread": [asdict(each) for each in self.spread],
            "ranks": [{**asdict(each), "ok": each.ok} for each in self.ranks],
            "checks": [asdict(each) for each in self.checks],
        }


@dataclass(frozen=True, slots=True)
class Verification:
    """All that was found of a module."""

    spec: str
    module: str | None
    checkpoint: str | None
    models: tuple[ModelReport, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing failed."""
        return all(model.ok for model in self.models)

    def to_json(self) -> dict[str, object]:
        """As plain data."""
        return {
            "spec": self.spec,
            "module": self.module,
            "checkpoint": self.checkpoint,
            "ok": self.ok,
            "models": [model.to_json() for model in self.models],
        }
