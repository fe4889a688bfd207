"""Options and arguments that several commands share."""

import json
import re
from collections.abc import Callable
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])

_SETTING = re.compile(r"([A-Za-z]\w*)=([+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)", re.ASCII)


def specs(function: F) -> F:
    """One or more specs; without any those of `[tool.symc]`."""
    return click.argument("specs", nargs=-1, metavar="SPEC...", callback=_specs)(function)


def settings(function: F) -> F:
    """`--set width=128`, any number of times; the last value of a param counts."""
    return click.option(
        "--set",
        "settings",
        multiple=True,
        metavar="PARAM=NUMBER",
        callback=_settings,
        help="Give a `param` of the spec another value; may be repeated.",
    )(function)


def as_json(function: F) -> F:
    """`--json`."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")(
        function
    )


def _specs(
    context: click.Context, parameter: click.Parameter, values: tuple[str, ...]
) -> tuple[str, ...]:
    if values:
        return values
    from symc.cli.project import project

    found = project().specs
    if not found:
        raise click.MissingParameter(ctx=context, param=parameter)
    return found


def _settings(
    context: click.Context, parameter: click.Parameter, values: tuple[str, ...]
) -> dict[str, str]:
    found: dict[str, str] = {}
    for value in values:
        match = _SETTING.fullmatch(value.strip())
        if match is None:
            raise click.BadParameter(f"{value!r} is not PARAM=NUMBER, as in width=128")
        found[match[1]] = match[2]
    return found


def print_json(schema: str, **data: object) -> None:
    """One JSON document under a versioned schema."""
    click.echo(json.dumps({"schema": f"symc.{schema}/1", **data}, indent=2, ensure_ascii=True))
