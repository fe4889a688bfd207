"""`torch.export`, AOTInductor and ONNX, with batches and sizes left free."""

import io
import shutil
import tempfile
import warnings
from pathlib import Path
from typing import Any

import torch

from symc.verify.guarantees.case import Case, Inapplicable, agree
from symc.verify.values import is_complex

SAME = 1e-9
LARGEST = 4096


def exports(case: Case) -> None:
    """Exported with free batch and sizes, saved, loaded: equal at three of them."""
    file = io.BytesIO()
    torch.export.save(_exported(case, case.net(), torch.float64), file)
    file.seek(0)
    loaded = torch.export.load(file).module()
    _compare(case, loaded, torch.float64, SAME, "exported")


def exports_to_onnx(case: Case) -> None:
    """ONNX by onnxscript, run by onnxruntime: equal to 1e-5."""
    if is_complex(case.model):
        raise Inapplicable("ONNX has no complex numbers")
    import onnxruntime  # type: ignore[import-untyped]

    net = case.net(torch.float32)
    values = case.values((3,), 0, torch.float32)
    with warnings.catch_warnings(), tempfile.TemporaryDirectory() as folder:
        warnings.simplefilter("ignore")
        path = str(Path(folder) / "model.onnx")
        program = torch.onnx.export(
            net, case.packed(values), dynamic_shapes=_shapes(case), dynamo=True, verbose=False
        )
        assert program is not None
        program.save(path)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
        names = [each.name for each in session.get_inputs()]

        def run(*arguments: Any) -> Any:
            flat = [x.numpy() for x in torch.utils._pytree.tree_leaves(arguments)]
            found = session.run(None, dict(zip(names, flat, strict=True)))
            return tuple(map(torch.from_numpy, found))

        for batch, more in ((3, 0), (2, 1), (5, 3)):
            values = case.values((batch,), more, torch.float32)
            with torch.no_grad():
                wanted = case.call(net, values)
            agree(wanted, list(run(*case.packed(values))), 1e-5, "ONNX")


def compiles_ahead(case: Case) -> None:
    """AOTInductor: a package of compiled code, loaded, equal at other sizes."""
    if shutil.which("g++") is None and shutil.which("clang++") is None:
        raise Inapplicable("no C++ compiler on this machine")
    net = case.net(torch.float32)
    with tempfile.TemporaryDirectory() as folder, torch.no_grad():
        path = str(Path(folder) / "model.pt2")
        exported = _exported(case, net, torch.float32)
        torch._inductor.aoti_compile_and_package(exported, package_path=path)
        loaded = torch._inductor.aoti_load_package(path)
        _compare(case, loaded, torch.float32, 1e-4, "AOTInductor's")


def _exported(case: Case, net: torch.nn.Module, dtype: torch.dtype) -> torch.export.ExportedProgram:
    values = case.values((3,), 0, dtype)
    return torch.export.export(net, case.packed(values), dynamic_shapes=_shapes(case))


def _shapes(case: Case) -> tuple[Any, ...]:
    batch = torch.export.Dim("batch", min=1, max=LARGEST)
    free = {size: torch.export.Dim(size, min=1, max=LARGEST) for size in case.free}
    return case.shapes(batch, free)


def _compare(case: Case, run: Any, dtype: torch.dtype, close: float, where: str) -> None:
    net = case.net(dtype)
    for batch, more in ((3, 0), (2, 1), (5, 3)):
        values = case.values((batch,), more, dtype)
        with torch.no_grad():
            wanted, found = case.call(net, values), case.unpack(run(*case.packed(values)))
        agree(wanted, found, close, where)
