"""`torch.export`, AOTInductor and ONNX, with batches and sizes left free."""

import contextlib
import inspect
import io
import logging
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from symc.verify.behaviour import distance
from symc.verify.guarantees.case import Case, Inapplicable, agree, filled, floats
from symc.verify.values import Values, is_complex, kind_of, pack

SAME = 1e-9
LARGEST = 4096

Batches = tuple[tuple[int, ...], ...]
"""The batch axes of values that one program is tried with; that of the first is exported."""


def exports(case: Case) -> None:
    """Exported with free batch and sizes, saved, loaded: equal at three of them."""
    for batches in _batches(case):
        file = io.BytesIO()
        torch.export.save(_exported(case, case.net(), torch.float64, batches[0]), file)
        file.seek(0)
        loaded = torch.export.load(file).module()
        _compare(case, loaded, torch.float64, SAME, "exported", batches)


def exports_to_onnx(case: Case) -> None:
    """ONNX by onnxscript, run by onnxruntime: equal to 1e-5, or a few times PyTorch's rounding."""
    if is_complex(case.model):
        raise Inapplicable("ONNX has no complex numbers")
    if case.draws:
        raise Inapplicable("ONNX has no way to draw elements of a group")
    for batches in _batches(case):
        _to_onnx(case, batches)


def _to_onnx(case: Case, batches: Batches) -> None:
    import onnxruntime  # type: ignore[import-untyped]

    net = case.net(torch.float32)
    with warnings.catch_warnings(), _quietly(), tempfile.TemporaryDirectory() as folder:
        warnings.simplefilter("ignore")
        path = str(Path(folder) / "model.onnx")
        given = _given(case, net, torch.float32, batches[0])
        program = torch.onnx.export(net, **given, dynamo=True, verbose=False)
        assert program is not None
        program.save(path)
        settings = onnxruntime.SessionOptions()
        settings.intra_op_num_threads = 1
        session = onnxruntime.InferenceSession(path, settings, providers=["CPUExecutionProvider"])
        names = [each.name for each in session.get_inputs()]

        def run(*arguments: Any, **options: Any) -> Any:
            leaves = torch.utils._pytree.tree_leaves((arguments, options))
            flat = [torch.as_tensor(x).numpy() for x in leaves]
            found = session.run(None, dict(zip(names, flat, strict=True)))
            return pack(case.model.result.type, list(map(torch.from_numpy, found)))

        _compare(case, run, torch.float32, 1e-5, "ONNX", batches)


@contextlib.contextmanager
def _quietly() -> Iterator[None]:
    """Without what torch.onnx says of packages that are not there, which no model needs."""
    logger = logging.getLogger("torch.onnx")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(level)


def compiles_ahead(case: Case) -> None:
    """AOTInductor: a package of compiled code, loaded, equal at other sizes."""
    if shutil.which("g++") is None and shutil.which("clang++") is None:
        raise Inapplicable("no C++ compiler on this machine")
    net, batches = case.net(torch.float32), _batches(case)[0]
    exported = _exported(case, net, torch.float32, batches[0])  # with what forces differentiate
    with tempfile.TemporaryDirectory() as folder, torch.no_grad():
        path = str(Path(folder) / "model.pt2")
        torch._inductor.aoti_compile_and_package(exported, package_path=path)
        loaded = torch._inductor.aoti_load_package(path)
        _compare(case, loaded, torch.float32, 1e-4, "AOTInductor's", batches)


def _batches(case: Case) -> tuple[Batches, ...]:
    """The batches of every program; graphs need one that takes several, and one for one alone."""
    several: Batches = ((3,), (2,), (5,))
    return (((), (), ()), several) if case.on_graphs else (several,)


def _exported(
    case: Case, net: torch.nn.Module, dtype: torch.dtype, batch: tuple[int, ...]
) -> torch.export.ExportedProgram:
    return torch.export.export(net, **_given(case, net, dtype, batch))


def _given(
    case: Case, net: torch.nn.Module, dtype: torch.dtype, batch: tuple[int, ...]
) -> dict[str, Any]:
    """What tools of export are given: arguments, and which of their axes vary."""
    arguments, options = case.inputs(case.values(batch, 0, dtype))
    if not options:
        free = {size: torch.export.Dim(size, min=1, max=LARGEST) for size in case.free}
        shapes = case.shapes(torch.export.Dim("batch", min=1, max=LARGEST), free)
        return {"args": arguments, "dynamic_shapes": shapes}
    named = dict(zip(inspect.signature(net.forward).parameters, arguments, strict=False))
    free = torch.utils._pytree.tree_map(_varies, {**named, **options})
    return {"args": arguments, "kwargs": options, "dynamic_shapes": free}


def _varies(given: Any) -> Any:
    """All axes, and numbers, that may vary."""
    auto = torch.export.Dim.AUTO
    return [auto] * given.dim() if isinstance(given, Tensor) else torch.export.Dim.DYNAMIC


def _compare(
    case: Case, run: Any, dtype: torch.dtype, close: float, where: str, batches: Batches
) -> None:
    net = case.net(dtype)
    for batch, more in zip(batches, (0, 1, 3), strict=True):
        values = case.values(batch, more, dtype)
        with torch.no_grad():
            wanted, found = case.call(net, values), case.call(run, values)
        close = max(close, 4 * _rounding(case, net, values, wanted))
        agree(wanted, found, close, where)


def _rounding(case: Case, net: torch.nn.Module, values: Values, found: list[Tensor]) -> float:
    """How far results are from those of the same weights in double precision."""
    exact = case.opened.make(case.model)
    kind = kind_of(case.model, torch.float64)
    exact.load_state_dict({name: x.to(kind) for name, x in net.state_dict().items()})
    with torch.no_grad():
        wanted = case.call(exact, filled(values, [x.to(kind) for x in floats(values)]))
    return distance([x.detach() for x in wanted], [x.detach().to(kind) for x in found])
