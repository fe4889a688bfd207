"""What a spec means: names, types and layers resolved, models written out."""

from symc.check.check import check, survey
from symc.check.constants import Setting
from symc.check.discovered import Sought, sought
from symc.check.graph_files import Read
from symc.check.imports import Load
from symc.check.survey import Survey

__all__ = ["Load", "Read", "Setting", "Sought", "Survey", "check", "sought", "survey"]
