"""Names of groups, from the keys of the weights whose axes they move."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

MANY = 4
"""So many matrices write to a stream or read it, at least."""

_ATTENTION = re.compile(r"attn|attention|qkv|in_proj|head|query|key|value|(^|\.)[qkv](_proj)?\.")


@dataclass(frozen=True, slots=True)
class Use:
    """How a class occurs: the places `key:axis` that it moves, and what it is next to.

    `matrices`: the keys that have more axes; `base`: others lie within it; `fibre`: it lies within
    another; `copies`: it stands before another fibre of the same group; `taps`: a convolution has
    it.
    """

    places: tuple[str, ...]
    matrices: frozenset[str] = frozenset()
    base: bool = False
    fibre: bool = False
    copies: bool = False
    taps: bool = False


def names(uses: Mapping[int, Use], taken: Iterable[str]) -> dict[int, str]:
    """One name for each class: as short as keeps them apart."""
    choices = {number: _choices(_words(use)) for number, use in uses.items()}
    held = Counter(name for each in choices.values() for name in {*each})
    found: dict[int, str] = {}
    used = set(taken)
    for number, each in choices.items():
        short = next((name for name in each if held[name] == 1 and name not in used), each[-2])
        name, count = short, 2
        while name in used:
            name = f"{short}_{count}" if short[-1].isdigit() else f"{short}{count}"
            count += 1
        used.add(name)
        found[number] = name
    return found


def _choices(parts: Sequence[str]) -> list[str]:
    """The last word; with the numbered ones before it; more and more of the end; all."""
    *before, last = parts
    numbered = [word for word in before if word[-1].isdigit()]
    ends = ["".join(parts[start:]) for start in reversed(range(len(parts)))]
    return [last, "".join((*numbered, last)), *ends[1:], f"{ends[-1]}Units"]


def _words(use: Use) -> list[str]:
    """The path of the module that writes the axis, and what the axis is there."""
    keys = [place.rpartition(":")[0] for place in use.places]
    writers = [key for key, place in zip(keys, use.places, strict=True) if place.endswith(":0")]
    path, _, last = (writers or keys)[0].rpartition(".")
    role = _role(use, any(_ATTENTION.search(key) for key in keys))
    if role:
        return [*camel(path), role]
    writing = {key.rpartition(".")[0] for key in writers if key in use.matrices}
    if len(writing) > 1 and len(use.matrices) >= MANY:
        return ["Stream"]
    return camel(path) or camel(last) or ["Units"]


def _role(use: Use, attends: bool) -> str:
    """What an axis that has fibres, or is one, is called; nothing of any other."""
    if use.base:
        return "Groups" if use.taps else "Heads" if attends else "Blocks"
    if not use.fibre:
        return ""
    if use.taps:
        return "Channels"
    if not attends:
        return "Units"
    reads = any(not place.endswith(":0") for place in use.places)
    return "Copies" if use.copies else "Dv" if reads else "Dk"


def camel(path: str) -> list[str]:
    """Words that begin with a letter: `encoder.layers.0.fc` has Encoder, Layers0, Fc."""
    found: list[str] = []
    for part in path.split("."):
        pieces = (word for word in re.split(r"[^A-Za-z0-9]+", part) if word)
        word = "".join(piece[0].upper() + piece[1:] for piece in pieces)
        if word[:1].isdigit():
            if found:
                found[-1] += word
                continue
            word = f"Layer{word}"
        if word:
            found.append(word)
    return found
