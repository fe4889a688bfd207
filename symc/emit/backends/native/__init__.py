"""Products of irreps as C++: unrolled, y-first, vectorised over channels."""

__all__: list[str] = []
