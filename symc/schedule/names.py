"""Names of tensors inside a model: readable, and never used twice for different things."""


class Names:
    """Hands out names; a name that is taken gets a number."""

    def __init__(self, taken: set[str]) -> None:
        self._taken = set(taken)
        self._weights: set[str] = set()

    def fresh(self, wanted: str) -> str:
        """`wanted`, or `wanted_2`, `wanted_3`, ... where it is taken."""
        return _unused(wanted, self._taken)

    def weight(self, wanted: str) -> str:
        """The same among the names of parameters, which are attributes of the module."""
        return _unused(wanted, self._weights)


def _unused(wanted: str, taken: set[str]) -> str:
    name, count = wanted, 1
    while name in taken:
        count += 1
        name = f"{wanted}_{count}"
    taken.add(name)
    return name
