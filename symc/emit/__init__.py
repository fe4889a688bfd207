"""Emit: a plan to the text of a Python module."""

from symc.emit.lay_out import lay_out
from symc.emit.render import render

__all__ = ["lay_out", "render"]
