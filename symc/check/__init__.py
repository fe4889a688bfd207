"""What a spec means: names, types and layers resolved, models written out."""

from symc.check.check import check
from symc.check.constants import Setting
from symc.check.graph_files import Read
from symc.check.imports import Load

__all__ = ["Load", "Read", "Setting", "check"]
