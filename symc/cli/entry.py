"""`symc`: its commands, and what every run ends with."""

import os
import sys
from typing import Any

import click

from symc.cli.bench import bench
from symc.cli.check import check
from symc.cli.compile import compile_
from symc.cli.diff import diff
from symc.cli.discover import discover
from symc.cli.draw import draw
from symc.cli.explain import explain
from symc.cli.fmt import fmt
from symc.cli.init import init
from symc.cli.list import list_
from symc.cli.lsp import lsp
from symc.cli.migrate import migrate
from symc.cli.report import report
from symc.cli.trace import trace
from symc.cli.verify import verify
from symc.cli.watch import watch
from symc.version import VERSION

INTERRUPTED = 130

_CODES = """\b
Exit codes
    0  done                       4  a file is missing or not writable
    1  the spec is wrong         70  symc is wrong: please report it
    2  the command is wrong     130  interrupted
    3  over a limit of symc
"""


class Program(click.Group):
    """The group of all commands; every failure ends as one message and one exit code."""

    def main(self, *args: Any, **extra: Any) -> Any:
        """Runs a command line, then exits."""
        extra |= {"standalone_mode": False, "prog_name": "symc"}
        sys.exit(self._run(args, extra))

    def _run(self, args: tuple[Any, ...], extra: dict[str, Any]) -> int:
        try:
            code = super().main(*args, **extra)
            sys.stdout.flush()
        except click.ClickException as mistake:
            mistake.show()
            return mistake.exit_code
        except (click.Abort, KeyboardInterrupt):
            click.echo("symc: interrupted", err=True)
            return INTERRUPTED
        except SystemExit:  # how click answers a reader that left
            return 0
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            return 0
        except Exception as problem:
            from symc.cli.failures import last_words

            return last_words(problem)
        return code if isinstance(code, int) else 0


@click.group(
    cls=Program,
    epilog=_CODES,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(VERSION, "-V", "--version", prog_name="symc", message="%(prog)s %(version)s")
def main() -> None:
    """Compiles symmetry: short .sym specs become standalone, equivariant PyTorch modules.

    \b
    symc init demo                         a project to start from
    symc compile demo/pairs.sym -o demo/   one Python file, which needs only torch
    symc explain demo/pairs.sym            its bases, weights and costs
    """


COMMANDS = (
    compile_,
    check,
    fmt,
    explain,
    draw,
    list_,
    init,
    verify,
    bench,
    lsp,
    watch,
    diff,
    migrate,
    report,
    trace,
    discover,
)

for command in COMMANDS:
    main.add_command(command)
