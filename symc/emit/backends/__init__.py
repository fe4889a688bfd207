"""One package per kernel backend."""

__all__: list[str] = []
