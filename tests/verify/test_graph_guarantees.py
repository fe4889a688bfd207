"""Software guarantees of models on graphs: batches end to end, and modules that break them."""

import pytest
import torch

from symc.compiler import understand
from symc.emit.render import seal
from symc.report import Source
from symc.verify import open_module
from symc.verify.guarantees import GUARANTEES, Case, look
from tests.oracle.modules import generate

pytestmark = pytest.mark.torch

SPEC = """\
size n
group Atoms = S(n)
group Space = E(3)
graph Bonds on Atoms
model M(
    position: [Atoms, Space], bonds: Bonds, length: [Bonds]
) -> (energy: [], forces: [Atoms, Space.vector], edge: [Bonds]) {
    v = gather(position at bonds.target) - gather(position at bonds.source)
    m = mlp((norm(v), length), 4 -> 4 [Bonds])
    h = scatter(m to bonds.target)
    energy = sum(mlp(h, 4 -> [Atoms]) over Atoms)
    return (energy, -gradient(energy, position), linear(m -> [Bonds]))
}
"""
QUICK = ("pickle", "deepcopy", "weights_only", "safetensors", "vmap", "grad", "jvp", "autocast")


def case(change: tuple[str, str] | None = None) -> Case:
    text = generate(SPEC, "m")
    if change is not None:
        assert change[0] in text, text
        text = seal(text.rpartition("\n\n# symc: ")[0].replace(*change))
    opened = open_module(understand(Source("m.sym", SPEC)), "m.sym", "m.py", text)
    return Case(opened, opened.meaning.models[0])


def failed(case: Case, names: tuple[str, ...]) -> dict[str, str]:
    found = [look(g, case) for g in GUARANTEES if g.name in names]
    assert [each.name for each in found] == list(names)
    return {each.name: each.detail for each in found if each.status != "passed"}


def test_a_batch_is_a_batch_of_graphs() -> None:
    held = case()
    net, values = held.net(), held.values((3,), 2)
    with torch.no_grad():
        whole = held.call(net, values)
        for i in range(3):
            alone = held.call(net, [[x[i] for x in xs] for xs in values])
            for together, one in zip(whole, alone, strict=True):
                assert torch.allclose(together[i], one, atol=1e-12)


def test_a_sound_module_keeps_what_is_quick_to_try() -> None:
    assert not failed(case(), QUICK)


def test_a_module_that_forgets_the_batch_is_found() -> None:
    broken = case(("scatter(x, batch, graphs)", "scatter(x, batch * 0, graphs)"))
    assert set(failed(broken, QUICK)) >= {"vmap", "grad"}


@pytest.mark.slow
def test_graphs_are_compiled_exported_and_shared() -> None:
    assert not failed(case(), ("torch.compile", "torch.export", "ONNX", "DDP, FSDP"))


@pytest.mark.slow
def test_a_number_of_points_that_is_written_down_is_found() -> None:
    fixed = case(('n = sizes["n"]', 'n = sizes["n"] if not torch.compiler.is_compiling() else 4'))
    names = ("torch.compile", "torch.export")
    assert set(failed(fixed, names)) == set(names)
