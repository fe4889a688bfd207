"""Generated models timed on this machine, beside what the same maps cost in other forms."""

from symc.bench.growth import slope
from symc.bench.machine import Machine, has_cuda, machine, on_threads
from symc.bench.plot import growth_plot
from symc.bench.results import Bench, Differing, Row, Settings, Shared, Skipped
from symc.bench.run import bench

__all__ = [
    "Bench",
    "Differing",
    "Machine",
    "Row",
    "Settings",
    "Shared",
    "Skipped",
    "bench",
    "growth_plot",
    "has_cuda",
    "machine",
    "on_threads",
    "slope",
]
