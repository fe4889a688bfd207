"""From a module to a graph of ATen operations: by `torch.export`, else by `torch.fx`."""

import io
import logging
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from typing import Any, Literal

import torch
from torch import Tensor, fx, nn

from symc.errors import tracing as errors
from symc.report import CompileError
from symc.tracing.reached import reached, reached_by, said

_DYNAMIC = frozenset({"nonzero.default", "masked_select.default", "_unique2.default"})


@dataclass(frozen=True, slots=True)
class Source:
    """What a placeholder of the graph stands for."""

    kind: Literal["weight", "buffer", "constant", "input"]
    key: str
    value: Tensor | None


@dataclass(frozen=True, slots=True)
class Captured:
    """The operations of a module at one input; `way` is how they were found."""

    graph: fx.Graph
    sources: Mapping[str, Source]
    attributes: fx.GraphModule
    way: str


def capture(module: nn.Module, inputs: Sequence[Any], name: str) -> Captured:
    """The graph of a module; raises where neither way leads through its `forward`."""
    with _quiet():
        try:
            return _static(_exported(module, tuple(inputs)), name)
        except CompileError:
            raise
        except Exception as problem:
            first = problem
        try:
            return _static(_traced(module, tuple(inputs)), name)
        except CompileError:
            raise
        except Exception as problem:
            where = reached(problem) or reached(first)
            raise CompileError(
                errors.not_traceable(name, said(first), said(problem), where)
            ) from problem


def decomposed(module: nn.Module, inputs: Sequence[Any]) -> Captured | None:
    """The graph in fewer kinds of operations, where `torch.export` goes."""
    with _quiet():
        try:
            return _exported(module, tuple(inputs), core=True)
        except Exception:
            return None


def _static(captured: Captured, name: str) -> Captured:
    """The graph, unless the shape of some tensor in it depends on numbers."""
    for node in captured.graph.nodes:
        values = node.meta.get("val")
        for value in values if isinstance(values, list | tuple) else [values]:
            shape = value.shape if isinstance(value, Tensor) else ()
            target = str(node.target).removeprefix("aten.")
            if target in _DYNAMIC or _chooses(node) or any(type(n) is not int for n in shape):
                raise CompileError(errors.data_dependent(name, target, reached_by(node)))
    return captured


def _chooses(node: fx.Node) -> bool:
    """Whether entries are taken where a mask is true."""
    if not str(node.target).startswith("aten.index.") or len(node.args) < 2:
        return False
    indices = node.args[1]
    nodes = (
        [one for one in indices if isinstance(one, fx.Node)] if isinstance(indices, list) else []
    )
    return any(getattr(one.meta.get("val"), "dtype", None) is torch.bool for one in nodes)


def _exported(module: nn.Module, inputs: tuple[Any, ...], core: bool = False) -> Captured:
    program = torch.export.export(module, inputs, strict=False)
    program = program.run_decompositions() if core else program.run_decompositions({})
    kinds = torch.export.graph_signature.InputKind
    sources: dict[str, Source] = {}
    for entry in program.graph_signature.input_specs:
        name, target = str(getattr(entry.arg, "name", "")), entry.target or ""
        if entry.kind is kinds.PARAMETER:
            sources[name] = Source("weight", target, program.state_dict[target])
        elif entry.kind is kinds.BUFFER:
            known = program.state_dict.get(target, program.constants.get(target))
            sources[name] = Source("buffer", target, known)
        elif entry.kind is kinds.CONSTANT_TENSOR:
            sources[name] = Source("constant", target, program.constants[target])
        else:
            sources[name] = Source("input", name, None)
    return Captured(program.graph, sources, program.graph_module, "torch.export")


def _traced(module: nn.Module, inputs: tuple[Any, ...]) -> Captured:
    """The operations that one run of the module meets."""
    from torch.func import functional_call, functionalize
    from torch.fx.experimental.proxy_tensor import make_fx

    weights = {**dict(module.named_parameters()), **dict(module.named_buffers())}
    buffers = {name for name, _ in module.named_buffers()}
    names = tuple(weights)

    def run(values: list[Tensor], given: tuple[Any, ...]) -> Any:
        return functional_call(module, dict(zip(names, values, strict=True)), given)

    with torch.no_grad(), torch.backends.mkldnn.flags(enabled=False):
        values = [weights[name].detach() for name in names]
        graphs = make_fx(functionalize(run, remove="mutations"))(values, inputs)
    places = [node.name for node in graphs.graph.nodes if node.op == "placeholder"]
    sources = {
        place: Source("buffer" if name in buffers else "weight", name, weights[name])
        for place, name in zip(places, names, strict=False)
    }
    for place in places[len(names) :]:
        sources[place] = Source("input", place, None)
    return Captured(graphs.graph, sources, graphs, "torch.fx")


@contextmanager
def _quiet() -> Iterator[None]:
    """Without warnings and reports, and without fused kernels that hide what they do."""
    fast = torch.backends.mha.get_fastpath_enabled()
    logging.disable(logging.WARNING)
    torch.backends.mha.set_fastpath_enabled(False)
    try:
        with (
            warnings.catch_warnings(),
            redirect_stdout(io.StringIO()),
            redirect_stderr(io.StringIO()),
        ):
            warnings.simplefilter("ignore")
            yield
    finally:
        torch.backends.mha.set_fastpath_enabled(fast)
        logging.disable(logging.NOTSET)
