"""Specs changed at random: what is said of a change is true."""

import random

import pytest
import torch
from torch import Tensor

from symc.compare import Compared, carry, compare, written
from symc.compare.compared import differences
from symc.report import CompileError
from tests.compare.random_changes import KEEPING, OTHERS, Change, Text, Writer
from tests.oracle.modules import Compiled, build, call, draw

pytestmark = [pytest.mark.torch, pytest.mark.slow]

BOTH = {("same", "same"), ("larger", "smaller"), ("smaller", "larger"), ("other", "other")}
"""What a change means, and what the change back means; a smaller one may only be known as such."""


def compiled(text: Text) -> Compiled | None:
    """A module; None where the spec is refused."""
    try:
        return build(text.spec())
    except CompileError:
        return None


def only(old: Compiled, new: Compiled) -> Compared:
    """What a change means for the only model."""
    (found,) = compare(old.meaning, new.meaning)
    return found


def outputs(made: Compiled, state: dict[str, Tensor], values: dict[str, list[Tensor]]) -> Tensor:
    """All numbers that a model makes, with these weights."""
    net = made.net()
    net.load_state_dict(state, strict=True)
    torch.manual_seed(0)
    given = [values[argument.name] for argument in made.model.arguments]
    with torch.no_grad():
        return torch.cat([y.reshape(-1) for y in call(made.model, net, given)])


def carried(found: Compared, state: dict[str, Tensor]) -> list[dict[str, Tensor]]:
    """The new weights, in all ways to get them."""
    if found.verdict == "loads":
        return [state]
    space: dict[str, object] = {}
    exec(written(found), space)
    migrate = space["migrate"]
    assert callable(migrate)
    return [carry(found.moves, state, found.foreign), migrate(state)]


def check(old: Compiled, new: Compiled, told: str) -> Compared:
    """The new model computes what the old one did, if that is said; and back it is as is said."""
    found, back = only(old, new), only(new, old)
    assert (found.contained, back.contained) in BOTH, f"{found.reason}\n{back.reason}\n{told}"
    state = dict(old.net().state_dict())
    assert differences(found, state) == (), told
    if found.verdict == "not":
        return found
    sizes = {"n": 4 if "(4)" in told else 3, "k": 2}
    values = draw(old.model, sizes, (3,), seed=5)
    names = [[a.name for a in made.model.arguments] for made in (old, new)]
    order = names[0] if set(names[0]) == set(names[1]) else names[1]
    given = dict(zip(order, values, strict=True))
    wanted = outputs(old, state, dict(zip(names[0], values, strict=True)))
    for weights in carried(found, state):
        error = (outputs(new, weights, given) - wanted).abs().max()
        assert error <= 1e-9 * (1e-3 + wanted.abs().max()), told
    return found


def changed(text: Text, pick: random.Random, writer: Writer) -> tuple[Text, list[Change]]:
    """A text after one or two changes, and which."""
    made: list[Change] = []
    for _ in range(pick.choice([1, 1, 2])):
        change = pick.choice(KEEPING + OTHERS)
        after = change(text, pick, writer)
        if after is not None:
            text = after
            made.append(change)
    return text, made


@pytest.mark.parametrize("start", range(0, 40, 20))
def test_what_is_said_of_a_change_is_true(start: int) -> None:
    compared = 0
    for seed in range(start, start + 20):
        writer, pick = Writer(seed), random.Random(seed)
        text = writer.text()
        old = compiled(text)
        for _ in range(3 if old is not None else 0):
            after, made = changed(text, pick, writer)
            new = compiled(after)
            if old is None or new is None or not made:
                continue
            found = check(old, new, f"{text.spec()}\n{after.spec()}")
            compared += 1
            if set(made) <= set(KEEPING) and not text.level:
                assert found.contained == "same", f"{found.reason}\n{text.spec()}\n{after.spec()}"
    assert compared > 5
