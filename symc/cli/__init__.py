"""The command line; the compiler is imported only where a command needs it."""

from symc.cli.entry import main

__all__ = ["main"]
