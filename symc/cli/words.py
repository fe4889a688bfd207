"""What a word of symc means: codes of diagnostics, layers, functions, groups, levels."""

import inspect
from textwrap import indent

import click

from symc import vocabulary
from symc.algebra import FAMILIES
from symc.cli.options import print_json
from symc.errors import entries
from symc.errors import explain as entry_of
from symc.layers import LAYERS, Kind
from symc.report import nearest


def is_known(word: str) -> bool:
    """Whether the word is a layer, a function, a group or a level."""
    return word in LAYERS or word in FAMILIES or vocabulary.find(word) is not None


def explain_word(word: str, as_json: bool) -> int:
    """Prints the long text on a word."""
    kind = LAYERS.find(word)
    if kind is not None:
        title, text, example = kind.summary, _documentation(kind), kind.example
    elif word in FAMILIES:
        family = FAMILIES[word]
        title, text = family.summary, _first_line(family)
        example = f"group G = {family.example}"
    elif (found := vocabulary.find(word)) is not None:
        title, text, example = found.summary, found.text, found.example
    else:
        entry = entry_of(word)
        if entry is None:
            known = [entry.code for entry in entries()]
            near = nearest(word.upper(), known)
            raise click.UsageError(
                f"no diagnostic {word.upper()}" + (f"; there is {near}" if near else "")
            )
        word, title, text, example = entry.code, entry.title, _rest(entry.explanation), ""
    if as_json:
        print_json("explain", exitCode=0, word=word, title=title, text=text, example=example)
        return 0
    click.echo(click.style(word, bold=True) + f": {title}")
    for block in (text, indent(example.rstrip(), "    ")):
        if block.strip():
            click.echo(f"\n{block.rstrip()}")
    return 0


def _documentation(kind: Kind) -> str:
    return inspect.cleandoc(type(kind).__doc__ or "")


def _first_line(thing: object) -> str:
    return inspect.cleandoc(type(thing).__doc__ or "")


def _rest(explanation: str) -> str:
    return explanation.partition("\n")[2].strip()
