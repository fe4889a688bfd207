"""Specs in notebooks: compiled, drawn, and their models at hand.

    %load_ext symc.notebook

then `%%symc` on top of a cell with a spec, or `symc.notebook.load("file.sym")`.
"""

from symc.notebook.magic import load_ipython_extension, unload_ipython_extension
from symc.notebook.spec import Spec, load

__all__ = ["Spec", "load", "load_ipython_extension", "unload_ipython_extension"]
