"""Fills the places of a hollow model with the layers of a generated one, each in another form."""

import warnings
from collections.abc import Mapping
from typing import Any, cast

import torch
from torch import Tensor, nn

from symc.bench.alone import Alone, names_of
from symc.bench.forms import as_kind, form_of, layer_with
from symc.bench.holes import Hollow
from symc.bench.naive import Unfit
from symc.bench.results import Form
from symc.ir.plan import Scheduled
from symc.verify.values import Sizes

State = Mapping[str, Tensor]


def pieces(
    form: Form,
    model: Scheduled,
    known: Mapping[str, Scheduled],
    layers: Mapping[str, tuple[Alone, ...]],
    hollow: Hollow,
    state: State,
    sizes: Sizes,
    kind: torch.dtype,
) -> dict[str, nn.Module]:
    """A module for every place of a model and of those within it, by attribute."""
    name = model.model.name
    stages = {stage.name: stage for stage in model.stages}
    found: dict[str, nn.Module] = {}
    for alone in layers[name]:
        for node in alone.nodes:
            own = names_of(stages[node].parameters) if node in stages else ()
            try:
                layer = layer_with(alone, _renamed(own, alone, state), kind)
                found[hollow.places[name][node]] = form_of(form, alone, layer, sizes, kind)
            except Unfit as why:
                raise Unfit(f"{alone.text}: {why}") from None
    for attribute, inner in hollow.inner[name].items():
        under = {k[len(attribute) + 1 :]: v for k, v in state.items() if _under(k, attribute)}
        made = pieces(form, known[inner], known, layers, hollow, under, sizes, kind)
        found |= {f"{attribute}.{place}": module for place, module in made.items()}
    return found


def _under(name: str, attribute: str) -> bool:
    return name.startswith(f"{attribute}.")


def _renamed(own: tuple[str, ...], alone: Alone, state: State) -> dict[str, Tensor]:
    """The weights of a node by the names that they have in the layer alone."""
    if len(own) != len(alone.weights) or not state.keys() >= set(own):
        raise Unfit("its weights are laid out in another way in the model")
    found = {name: state[there] for name, there in zip(alone.weights, own, strict=True)}
    return {**state, **found}


def filled(
    name: str, hollow: Hollow, made: Mapping[str, nn.Module], like: nn.Module, kind: torch.dtype
) -> nn.Module:
    """A hollow model in a precision, with the weights of the generated one, filled.

    Buffers that only layers with levels bring are those of the generated model.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # of torch, of complex modules
        net: Any = getattr(hollow.module, name)(dtype=kind).eval()
    own, state = net.state_dict(), like.state_dict()
    if not state.keys() >= own.keys():
        lacking = sorted(own.keys() - state.keys())
        raise Unfit(f"the generated model has no weight `{lacking[0]}`")
    net.load_state_dict({name: state[name] for name in own})
    for buffer, held in like.named_buffers(recurse=False):
        if not hasattr(net, buffer):
            net.register_buffer(buffer, held.clone(), persistent=False)
    for place, module in made.items():
        path, _, attribute = place.rpartition(".")
        setattr(net.get_submodule(path), attribute, as_kind(module, kind))
    return cast("nn.Module", net)
