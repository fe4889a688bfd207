"""Software guarantees of what no example has: samples, levels of records, E(n), called models."""

from functools import cache

import pytest

from symc.compiler import understand
from symc.emit.render import seal
from symc.report import Source
from symc.verify import open_module
from symc.verify.guarantees import GUARANTEES, Case, look
from symc.verify.loading import Opened
from tests.oracle.modules import generate

pytestmark = pytest.mark.torch

SPEC = """\
symc 1

size n
group Points = S(n)
group Space = E(3)
group Rot = O(3)

type Weights = { first: [Points, Rot], second: [Points] }

layer Core(x: Weights) -> Weights {
    h = gate(linear(x -> 4 Weights))
    return linear(h -> Weights)
}

model Sampled(x: Weights) -> Weights {
    symmetry Rot: by sample(4)
    h = tanh(linear(x -> 4 [Points]))
    return linear(x, h -> Weights)
}

model Learned(x: Weights) -> Weights {
    symmetry Rot: breaking learned <= 0.5
    return Core(x)
}

model Framed(place: [Points, Space], q: [Points]) -> (a: [Points], b: [Points, Space.vector]) {
    symmetry Space: by frame(pca)
    h = tanh(linear(place, q -> 4 [Points]))
    return (linear(h -> [Points]), linear(place, h -> [Points, Space.vector]))
}

model Outer(place: [Points, Space], q: [Points]) -> (energy: [], force: [Points, Space.vector]) {
    y = sum(tanh(linear(norm(place - mean(place over Points)), q -> [Points])) over Points)
    h = Framed(place, q)
    b = bilinear(h.a, h.b -> [Points, Space.vector])
    return (y, b - gradient(y, place))
}

model Input(x: Weights) -> Weights {
    symmetry Rot: by input(4, drop = 0.1)
    return Core(x)
}
"""
MODELS = ("Sampled", "Learned", "Framed", "Outer", "Input")
QUICK = ("pickle", "deepcopy", "weights_only", "safetensors", "vmap", "grad", "jvp", "autocast")
DRAWN = {"ONNX", "DDP, FSDP"}
"""What cannot be of a model that draws elements of its group."""


@cache
def opened(change: tuple[str, str] = ("", "")) -> Opened:
    text = generate(SPEC, "m")
    assert change[0] in text
    if change[0]:
        text = seal(text.rpartition("\n\n# symc: ")[0].replace(*change))
    return open_module(understand(Source("m.sym", SPEC)), "m.sym", "m.py", text)


def found(opened: Opened, model: str, names: tuple[str, ...]) -> dict[str, str]:
    """How every guarantee ended, and why."""
    (held,) = (each for each in opened.meaning.models if each.name == model)
    checks = [look(g, Case(opened, held)) for g in GUARANTEES if g.name in names]
    assert [check.name for check in checks] == list(names)
    return {check.name: f"{check.status} {check.detail}".strip() for check in checks}


@pytest.mark.parametrize("model", MODELS)
def test_every_kind_keeps_what_is_quick_to_try(model: str) -> None:
    assert found(opened(), model, QUICK) == dict.fromkeys(QUICK, "passed")


@pytest.mark.slow
@pytest.mark.parametrize("model", MODELS)
def test_every_kind_is_compiled_exported_and_shared(model: str) -> None:
    """`DistributedDataParallel` takes models that use all they call: `Outer` uses both fields."""
    names = ("torch.compile", "torch.export", "DDP, FSDP", "alone")
    ends = found(opened(), model, names)
    for name, end in ends.items():
        wanted = "skipped" if model == "Sampled" and name in DRAWN else "passed"
        assert end.partition(" ")[0] == wanted, end


def test_a_model_that_draws_is_told_from_one_that_does_not() -> None:
    models = {model.name: Case(opened(), model) for model in opened().meaning.models}
    assert [name for name in MODELS if models[name].draws] == ["Sampled"]


@pytest.mark.slow
def test_a_second_compilation_is_found() -> None:
    """A size that is looked at is a graph of its own each time."""
    broken = opened(('n = sizes["n"]', 'n = sizes["n"] if sizes["n"] != 5 else 5'))
    ends = found(broken, "Learned", ("torch.compile",))
    assert ends["torch.compile"] == "failed compiled 2 graphs"
