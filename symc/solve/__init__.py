"""Solve: a checked module to the exact basis of every equivariant map in it."""

from symc.solve.solve import solve

__all__ = ["solve"]
