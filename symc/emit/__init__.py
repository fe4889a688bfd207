"""Emit: a plan to the text of a Python module."""

from symc.emit.forms import form_page
from symc.emit.generated_tests import lay_out_tests
from symc.emit.lay_out import lay_out
from symc.emit.render import render, render_form, render_tests

__all__ = ["form_page", "lay_out", "lay_out_tests", "render", "render_form", "render_tests"]
