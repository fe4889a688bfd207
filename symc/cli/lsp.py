"""`symc lsp`."""

import os
import sys

import click


@click.command(short_help="Run the language server for editors.")
def lsp() -> int:
    """Runs the language server over standard input and output, as editors start it.

    Diagnostics as you type, hover with types and counts of maps, completion, go to definition and
    format. It needs pygls: pip install "symc[editor]".
    """
    try:
        from symc.editor.server import make_server
    except ModuleNotFoundError as missing:
        raise click.ClickException(
            f"the language server needs {missing.name}: pip install 'symc[editor]'"
        ) from None
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as answers:  # the server closes its pipe
        make_server().start_io(sys.stdin.buffer, answers)
    return 0
