"""Products of irreps as Triton kernels: components as named variables, constants folded in."""

__all__: list[str] = []
