"""`symc explain`."""

import re
from typing import TYPE_CHECKING

import click

from symc.cli.options import as_json, print_json, settings

if TYPE_CHECKING:
    from symc.explain import Account

_CODE = re.compile(r"sym\d{3}", re.IGNORECASE)
_LARGE = 32


def _sizes(
    context: click.Context, parameter: click.Parameter, values: tuple[str, ...]
) -> dict[str, int]:
    found = {}
    for value in values:
        match = re.fullmatch(r"([A-Za-z]\w*)=([1-9]\d{0,8})", value.strip(), re.ASCII)
        if match is None:
            raise click.BadParameter(f"{value!r} is not SIZE=NUMBER, as in n=100")
        found[match[1]] = int(match[2])
    return found


@click.command(short_help="Explain a model, a diagnostic or a layer.")
@click.argument("what")
@settings
@click.option(
    "--at",
    multiple=True,
    metavar="SIZE=NUMBER",
    callback=_sizes,
    help=f"Count at this value of a free size; {_LARGE} if not given.",
)
@as_json
def explain(what: str, settings: dict[str, str], at: dict[str, int], as_json: bool) -> int:
    """Explains what a spec compiles to, or what a word of symc means.

    \b
    symc explain graph.sym             every model of a spec: bases, waists, weights, costs
    symc explain graph.sym::GraphNet   one of them
    symc explain SYM301                a diagnostic
    symc explain linear                a layer, a function or a family of groups
    """
    from symc.cli import words

    code = bool(_CODE.fullmatch(what))
    if code or ("." not in what and "/" not in what and words.is_known(what)):
        return words.explain_word(what, as_json)
    return _explain_spec(what, settings, at, as_json)


def _explain_spec(what: str, settings: dict[str, str], at: dict[str, int], as_json: bool) -> int:
    from symc.cli.failures import exit_code, say, to_json
    from symc.cli.models import solved_models
    from symc.explain import explain as account_for
    from symc.report import CompileError

    try:
        chosen = solved_models(what, settings)
        accounts = account_for(chosen.solution, chosen.plan())
    except CompileError as problem:
        code = exit_code(problem.diagnostics)
        if as_json:
            data = [to_json(diagnostic, chosen_file(what)) for diagnostic in problem.diagnostics]
            print_json("explain", exitCode=code, models=[], diagnostics=data)
        else:
            say(problem.diagnostics)
        return code
    if as_json:
        models = [account.to_json() for account in accounts]
        print_json("explain", exitCode=0, models=models, diagnostics=[])
    else:
        for i, account in enumerate(accounts):
            click.echo("\n" * bool(i) + drawn(account, at), color=True)
    return 0


def chosen_file(what: str) -> str:
    """The file of `file.sym::Model`."""
    return what.partition("::")[0]


def drawn(account: "Account", at: dict[str, int]) -> str:
    """An account as text for standard output, as wide as the terminal."""
    from symc.cli.screen import rendered
    from symc.explain.tree import tree

    sizes = {name: at.get(name, _LARGE) for name in account.sizes}
    return rendered(lambda width: tree(account, sizes, width))
