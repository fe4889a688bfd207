"""Emit: a plan to the text of a Python module."""

from symc.emit.forms import form_page
from symc.emit.lay_out import lay_out
from symc.emit.render import render, render_form

__all__ = ["form_page", "lay_out", "render", "render_form"]
