"""What a generated module says of itself: its levels, bands and certificates."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

LONGEST = 400


@dataclass(frozen=True, slots=True)
class Promise:
    """One line: what is promised, and its value."""

    name: str
    value: str


def promises(net: Any) -> tuple[Promise, ...]:
    """Levels, what is left of groups, bands of weights and the certificate of a module."""
    found: list[Promise] = []
    for name in ("levels", "order_parameters", "residual_group", "band_energy", "certificate"):
        ask = getattr(net, name, None)
        if not callable(ask):
            continue
        try:
            answer = ask()
        except (TypeError, ValueError, RuntimeError) as problem:
            found.append(Promise(name, str(problem)[:LONGEST]))
            continue
        found += _lines(name, answer)
    return tuple(found)


def _lines(name: str, answer: object) -> list[Promise]:
    if not isinstance(answer, Mapping):
        return [Promise(name, _told(answer))]
    lines: list[Promise] = []
    for key, value in answer.items():
        if isinstance(value, Mapping):
            lines += [Promise(f"{name}: {key}, {k}", _told(v)) for k, v in value.items()]
        else:
            lines.append(Promise(f"{name}: {key}", _told(value)))
    return lines


def _told(value: object) -> str:
    if hasattr(value, "item") and getattr(value, "numel", lambda: 0)() == 1:
        value = value.item()
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_told(each)}" for key, each in value.items())[:LONGEST]
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        named = zip(value._fields, value, strict=True)
        return ", ".join(f"{name} {_told(each)}" for name, each in named if each not in ((), ""))
    if isinstance(value, list | tuple | set | frozenset):
        return "; ".join(map(_told, value))[:LONGEST]
    return str(value)[:LONGEST]
