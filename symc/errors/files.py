"""Diagnostics SYM6xx: files, and what the machine cannot hold."""

from symc.errors.catalogue import diagnostic, error
from symc.report import Diagnostic


@diagnostic("SYM601")
def missing(path: str) -> Diagnostic:
    """A spec that is not there."""
    return error(f"no file `{path}`", kind="file")


@diagnostic("SYM602")
def unreadable(path: str, why: str) -> Diagnostic:
    """A file that cannot be read."""
    return error(f"cannot read `{path}`: {why}", kind="file")


@diagnostic("SYM603")
def no_specs(path: str) -> Diagnostic:
    """A folder without specs.

    Given a folder, symc takes every file in it whose name ends in `.sym`, but not those in folders
    below.
    """
    return error(f"no `.sym` files in the folder `{path}`", kind="file")


@diagnostic("SYM604")
def bad_output_name(path: str, stem: str, instead: str) -> Diagnostic:
    """A spec whose name cannot be that of a Python module.

    The spec `graph.sym` becomes `graph.py`, which is imported by that name; so the name of a spec
    must be a Python identifier that is not a keyword.
    """
    return error(
        f"`{path}` cannot become a Python module: `{stem}` is no name in Python",
        helps=(f"rename it, to `{instead}.sym` say",),
        kind="file",
    )


@diagnostic("SYM605")
def not_ours(path: str, edited: bool) -> Diagnostic:
    """A file in the way that symc did not write, or that was edited since.

    The last line of a generated file is a seal over all the others. A file without it, or whose
    seal does not fit, holds someone's work and is left alone. Edit the spec in place of the file.
    """
    state = "was edited after symc wrote it" if edited else "was not written by symc"
    return error(
        f"`{path}` {state}, and is not overwritten",
        helps=("`--force` overwrites it",),
        kind="file",
    )


@diagnostic("SYM606")
def not_writable(path: str, why: str) -> Diagnostic:
    """A file or folder that cannot be written."""
    return error(f"cannot write `{path}`: {why}", kind="file")


@diagnostic("SYM607")
def import_escapes(path: str, importer: str) -> Diagnostic:
    """An import that a symbolic link leads out of the folder being compiled.

    All that a spec imports lies in the folder of the file being compiled, or in folders below it.
    """
    return error(
        f"`{path}` leads out of the folder of `{importer}` through a symbolic link",
        helps=(f"put a copy of the file where `{path}` is",),
    )


@diagnostic("SYM608")
def too_deep(path: str) -> Diagnostic:
    """A spec that is nested more deeply than the compiler can follow."""
    return error(
        f"`{path}` is nested too deeply",
        helps=("write it in more statements, with a name for what is inside",),
        kind="limit",
    )


@diagnostic("SYM609")
def out_of_memory(path: str) -> Diagnostic:
    """A spec for which this machine has too little memory."""
    return error(
        f"not enough memory to compile `{path}`",
        helps=("use fewer axes in one type, or go through a smaller type in two layers",),
        kind="limit",
    )


@diagnostic("SYM610")
def in_the_way(path: str) -> Diagnostic:
    """A file where `symc init` would write one of its own."""
    return error(
        f"`{path}` is there already, and is not overwritten",
        helps=("give `symc init` the name of a new folder",),
        kind="file",
    )
