"""What was found of symmetries that are not exact: frozen records."""

from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class LayerLevel:
    """One layer and one group: what of its weights breaks the group, beside what keeps it.

    `ratio` is ||broken|| / ||kept|| in the norm of the level, by singular values; `energy` the
    share of the broken part in the sum of squares; `lie` the length of the Lie derivative of the
    weights over theirs, and `kept` that of the part that is to be exact (None where the group has
    no Lie algebra). The level is a bound if it `is_bound`.
    """

    layer: str
    amount: float
    ratio: float
    energy: float
    lie: float | None
    kept: float | None
    is_bound: bool

    @property
    def ok(self) -> bool:
        """Whether a bound holds, and what is to be exact is."""
        within = not self.is_bound or self.ratio <= self.amount * (1 + 1e-9) + 1e-12
        return within and (self.kept is None or self.kept <= 1e-9)


@dataclass(frozen=True, slots=True)
class GroupLevel:
    """One group that a model may leave.

    `certified` bounds the violation of inputs of size 1 for all weights that there are, `found` is
    the largest of those tried, `lie` the length of the Lie derivative, for inputs of size 1, too,
    and `rest` the violation that is left without all that breaks the group by name.
    Numbers are None where they are not known, and `why` says so.
    """

    group: str
    level: str
    amount: float
    certified: float | None
    found: float | None
    lie: float | None
    rest: float | None
    energy: float
    layers: tuple[LayerLevel, ...]
    why: str = ""

    @property
    def ok(self) -> bool:
        """Whether no bound is broken."""
        bound = float("inf") if self.certified is None else self.certified
        within = self.found is None or self.found <= bound * (1 + 1e-9) + 1e-12
        within = within and (self.rest is None or self.rest <= 1e-8)
        return within and all(layer.ok for layer in self.layers)

    def to_json(self) -> dict[str, object]:
        """As plain data; what is not bounded is null."""
        layers = [{**asdict(each), "ok": each.ok} for each in self.layers]
        amount = None if self.amount == float("inf") else self.amount
        certified = None if self.certified == float("inf") else self.certified
        whole = {**asdict(self), "ok": self.ok, "layers": layers}
        return {**whole, "amount": amount, "certified": certified}
