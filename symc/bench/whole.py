"""A whole model in other forms: its layers replaced one by one, the rest of it as generated."""

from dataclasses import dataclass

import torch
from torch import nn

from symc.bench.alone import Alone, layers_alone
from symc.bench.fill import State, filled, pieces
from symc.bench.forms import TOLERANCE, Forms, difference
from symc.bench.holes import Hollow, hollow
from symc.bench.naive import Unfit
from symc.bench.networks import Given, given
from symc.bench.results import OTHERS, Form, Settings, Shared
from symc.ir.irrep_product import TensorProduct
from symc.ir.model import Attention, Model
from symc.ir.parameter_graph import Messages
from symc.ir.relaxed import Relax
from symc.ir.submodels import Submodel
from symc.verify import Opened
from symc.verify.enforced import steady
from symc.verify.values import Sizes, kind_of

KEPT = {
    TensorProduct: "a product of irreps has no other form here",
    Messages: "messages along a parameter graph have no other form here",
    Attention: "attention has no other form here",
    Relax: "weights that vary over a group have no other form here",
}


@dataclass(frozen=True, slots=True)
class Wholes:
    """All models of a spec, their layers alone, and the same models with places for these."""

    opened: Opened
    layers: dict[str, tuple[Alone, ...]]
    left: dict[str, tuple[tuple[str, str], ...]]
    hollow: Hollow


def wholes(opened: Opened) -> Wholes:
    """Takes every model of a spec apart."""
    found = [layers_alone(solved) for solved in opened.solution.models]
    names = [solved.model.name for solved in opened.solution.models]
    layers = dict(zip(names, (alone for alone, _ in found), strict=True))
    left = dict(zip(names, (rest for _, rest in found), strict=True))
    return Wholes(opened, layers, left, hollow(opened.solution, layers.values()))


def shared(whole: Wholes, model: Model) -> tuple[Shared, ...]:
    """The layers of a model, and of those within it, that stay as they are generated."""
    found = [Shared(model.name, text, why) for text, why in whole.left[model.name]]
    for node in model.nodes:
        if type(node.op) in KEPT:
            found.append(Shared(model.name, node.text, KEPT[type(node.op)]))
        if isinstance(node.op, Submodel):
            named = node.op.name
            inner = next(each for each in whole.opened.meaning.models if each.name == named)
            found += [Shared(model.name, s.layer, s.reason) for s in shared(whole, inner)]
    return tuple(dict.fromkeys(found))


def whole_forms(whole: Wholes, model: Model, sizes: Sizes, settings: Settings) -> Forms:
    """The generated model and its other forms, all with its weights, compared in double precision.

    What is returned is in single precision. Random elements of a group are the same for all forms
    while they are compared.
    """
    net = _stirred(whole.opened.make(model, torch.float64))
    state = net.state_dict()
    made: dict[Form, dict[str, nn.Module]] = {}
    missing: dict[Form, str] = {}
    for form in OTHERS:
        try:
            made[form] = _pieces(form, whole, model, state, sizes)
        except Unfit as why:
            missing[form] = str(why)
    differing = _compared(whole, model, net, made, given(model, sizes, settings, torch.float64))
    inputs = given(model, sizes, settings, torch.float32)
    own = whole.opened.make(model, torch.float32)
    own.load_state_dict(state)
    nets: dict[Form, nn.Module] = {"generated": own}
    kind = kind_of(model, torch.float32)
    for form in (form for form in made if form not in differing):
        nets[form] = filled(model.name, whole.hollow, made[form], own, kind)
    ready = {form: inputs.around(net) for form, net in nets.items()}
    return Forms(ready, inputs.inputs, missing, differing)


def _pieces(
    form: Form, whole: Wholes, model: Model, state: State, sizes: Sizes
) -> dict[str, nn.Module]:
    plans = {each.model.name: each for each in whole.opened.plan.models}
    scheduled = whole.opened.scheduled(model)
    kind = kind_of(model, torch.float64)
    made = pieces(form, scheduled, plans, whole.layers, whole.hollow, state, sizes, kind)
    if not made:
        raise Unfit("no layer of it has another form")
    return made


def _compared(
    whole: Wholes,
    model: Model,
    net: nn.Module,
    made: dict[Form, dict[str, nn.Module]],
    tried: Given,
) -> dict[Form, float]:
    """Which forms give other results than the generated one."""
    kind = kind_of(model, torch.float64)
    own = tried.around(steady(net))
    others: dict[Form, nn.Module] = {}
    for form, modules in made.items():
        other = filled(model.name, whole.hollow, modules, net, kind)
        others[form] = tried.around(steady(other))
    found = {form: difference(own, other, tried.inputs) for form, other in others.items()}
    return {form: by for form, by in found.items() if by > TOLERANCE}


def _stirred(net: nn.Module) -> nn.Module:
    """A model none of whose weights is 0, so that no part of it is left out of a comparison."""
    generator = torch.Generator().manual_seed(0)
    with torch.no_grad():
        for weight in net.parameters():
            noise = torch.randn(weight.shape, generator=generator, dtype=weight.dtype)
            weight.add_(0.05 * noise)
    return net
