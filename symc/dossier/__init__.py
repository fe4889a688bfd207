"""Reports: what a model is and how well its symmetry holds, as one page of HTML and as figures."""

from symc.dossier.data import Data, read_data
from symc.dossier.figures import figure_of
from symc.dossier.nero import Nero, Sample, measure
from symc.dossier.orbits import Orbit, Point, orbits
from symc.dossier.page import page

__all__ = [
    "Data",
    "Nero",
    "Orbit",
    "Point",
    "Sample",
    "figure_of",
    "measure",
    "orbits",
    "page",
    "read_data",
]
