"""Data of the user in reports: used where they fit, and refused where they do not."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from symc.api import compile as compiled
from symc.compiler import understand
from symc.dossier import read_data
from symc.report import CompileError, Source
from tests.cli.runs import run, spec
from tests.dossier.test_reports import CLOUD, MOVED, orbits_of, reported

pytestmark = pytest.mark.torch


def saved(folder: Path, **arrays: Any) -> Path:
    path = folder / "data.npz"
    np.savez(path, **arrays)
    return path


GOOD = {"x": np.ones((4, 5, 3)), "q": np.ones((4, 5, 2))}


@pytest.mark.parametrize("labels", ["labels", "result"])
def test_data_of_the_user_and_a_checkpoint_are_used(tmp_path: Path, labels: str) -> None:
    rng = np.random.default_rng(0)
    arrays = {"x": rng.normal(size=(4, 5, 3)), "q": rng.normal(size=(4, 5, 2))}
    path = saved(tmp_path, **arrays, **{labels: rng.normal(size=(4, 3))})
    torch.save(_net(CLOUD, "Cloud").state_dict(), tmp_path / "cloud.pt")
    page = reported(
        tmp_path, CLOUD, "--data", path, "--checkpoint", tmp_path / "cloud.pt", "--quick"
    )
    assert "held against labels" in page.text and "cloud.pt" in page.text


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"x": np.full((4, 5, 3), np.nan)}, "SYM734"),
        ({"x": np.ones((4, 5, 2))}, "SYM733"),
        ({"q": np.ones((4, 6, 2))}, "SYM733"),
        ({"z": np.ones(3)}, "SYM735"),
        ({"q": np.ones((3, 5, 2))}, "SYM731"),
        ({"x": np.array([object()])}, "SYM731"),
        ({"x": np.array(["a word"])}, "SYM731"),
        ({"x": np.ones((4, 5, 3)) + 1j}, "SYM731"),
        ({"x": np.ones((4, 0, 3)), "q": np.ones((4, 0, 2))}, "SYM731"),
    ],
)
def test_data_that_do_not_fit_are_refused(
    tmp_path: Path, change: dict[str, Any], code: str
) -> None:
    model = understand(Source("spec.sym", CLOUD)).models[0]
    path = saved(tmp_path, **{**GOOD, **change})
    with pytest.raises(CompileError) as refused:
        read_data(path, model)
    assert refused.value.diagnostics[0].code == code


@pytest.mark.parametrize("kind", [">f8", ">f4", "longdouble", "f2", "u2", "bool"])
def test_numbers_of_other_machines_are_read(tmp_path: Path, kind: str) -> None:
    model = understand(Source("spec.sym", CLOUD)).models[0]
    found = read_data(saved(tmp_path, **{k: v.astype(kind) for k, v in GOOD.items()}), model)
    assert all(bool((x == 1).all()) for xs in found.inputs for x in xs)


EDGES = {
    "x": np.random.default_rng(1).normal(size=(4, 3, 3)),
    "q": np.random.default_rng(2).normal(size=(4, 3)),
    "bonds": np.broadcast_to(np.array([[0, 1, 2, 0], [1, 2, 0, 2]]), (4, 2, 4)).copy(),
}


def test_edges_of_the_user_are_used(tmp_path: Path) -> None:
    model = understand(Source("spec.sym", MOVED)).models[0]
    found = read_data(saved(tmp_path, **EDGES), model)
    assert found.sizes == {"n": 3, "Bonds": 4}
    for nero in orbits_of(MOVED, found):
        assert max(nero.mean) < 1e-11
    page = reported(tmp_path, MOVED, "--data", saved(tmp_path, **EDGES), "--quick")
    assert page.text.count("flat to rounding") == 4


@pytest.mark.parametrize(
    ("bonds", "code"),
    [
        (None, "SYM732"),
        (EDGES["bonds"].astype(float), "SYM733"),
        (EDGES["bonds"][:, :1], "SYM733"),
        (EDGES["bonds"][0], "SYM733"),
        (EDGES["bonds"] + 1, "SYM690"),
        (EDGES["bonds"] - 1, "SYM690"),
        (EDGES["bonds"][:3], "SYM731"),
    ],
)
def test_edges_that_do_not_fit_are_refused(tmp_path: Path, bonds: Any, code: str) -> None:
    model = understand(Source("spec.sym", MOVED)).models[0]
    arrays = {k: v for k, v in EDGES.items() if k != "bonds"}
    path = saved(tmp_path, **arrays, **({} if bonds is None else {"bonds": bonds}))
    with pytest.raises(CompileError) as refused:
        read_data(path, model)
    assert refused.value.diagnostics[0].code == code


@pytest.mark.parametrize("whole", [b"", b"no zip at all", b"PK\x03\x04 cut off"])
def test_files_that_are_no_data_are_refused(tmp_path: Path, whole: bytes) -> None:
    model = understand(Source("spec.sym", CLOUD)).models[0]
    path = tmp_path / "data.npz"
    path.write_bytes(whole)
    with pytest.raises(CompileError) as refused:
        read_data(path, model)
    assert refused.value.diagnostics[0].code == "SYM731"
    np.save(tmp_path / "one.npy", np.ones(3))
    with pytest.raises(CompileError) as refused:
        read_data(tmp_path / "one.npy", model)
    assert refused.value.diagnostics[0].code == "SYM731"


def test_missing_data_say_what_is_missing(tmp_path: Path) -> None:
    model = understand(Source("spec.sym", CLOUD)).models[0]
    with pytest.raises(CompileError, match="has no `q`"):
        read_data(saved(tmp_path, x=GOOD["x"]), model)
    done = run(
        "report", spec(tmp_path, "a.sym", CLOUD), "-o", tmp_path / "r.html", "--data", "no.npz"
    )
    assert done.exit_code == 4 and "SYM731" in done.stderr and not (tmp_path / "r.html").exists()


def test_flat_axes_are_whole_in_reports_and_data(tmp_path: Path) -> None:
    text = """
        group Rot = O(3)
        model Flat(x: [Rot(2x0e + 1x1o)], v: [Rot.1o]) -> [Rot(2x0e + 2x1o)] {
            return tensor_product(x, v -> [Rot(2x0e + 2x1o)])
        }
    """
    arrays = {"x": np.random.default_rng(1).normal(size=(4, 5)), "v": np.ones((4, 3))}
    page = reported(tmp_path, text, "--data", saved(tmp_path, **arrays), "--quick")
    assert page.text.count("flat to rounding") == 2


def _net(text: str, name: str) -> Any:
    space: dict[str, Any] = {"__name__": "reported"}
    exec(compiled(text, None), space)
    return space[name](dtype=torch.float64)
