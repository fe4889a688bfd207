"""One folder, one set of named things."""

from collections.abc import Iterator
from typing import Generic, Protocol, TypeVar


class Named(Protocol):
    """Anything that has a name."""

    @property
    def name(self) -> str:
        """What it is called by."""
        ...


T = TypeVar("T", bound=Named)


class UnknownName(KeyError):
    """A name that a registry does not hold; `known` are those that it does."""

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        super().__init__(name)
        self.name = name
        self.known = known


class Registry(Generic[T]):
    """Entries by name, in the order given; two of one name are a mistake of ours."""

    def __init__(self, entries: tuple[T, ...]) -> None:
        self._entries: dict[str, T] = {}
        for entry in entries:
            if entry.name in self._entries:
                raise ValueError(f"two entries are named {entry.name!r}")
            self._entries[entry.name] = entry

    @property
    def names(self) -> tuple[str, ...]:
        """Every name, in the order of the entries."""
        return tuple(self._entries)

    def find(self, name: str) -> T | None:
        """The entry of that name, if there is one."""
        return self._entries.get(name)

    def __getitem__(self, name: str) -> T:
        try:
            return self._entries[name]
        except KeyError:
            raise UnknownName(name, self.names) from None

    def __contains__(self, name: object) -> bool:
        return name in self._entries

    def __iter__(self) -> Iterator[T]:
        return iter(self._entries.values())

    def __len__(self) -> int:
        return len(self._entries)
