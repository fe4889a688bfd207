"""Losses that pull towards a symmetry, as methods."""

from symc.algebra.elements import affine_algebra, algebra_of
from symc.emit.backends.torch.centred import has_points, moving_lines
from symc.emit.backends.torch.code import Call, statement, tuple_of
from symc.emit.backends.torch.elements import drawn, make_for, moves, rows
from symc.emit.backends.torch.graded import layers_of
from symc.emit.backends.torch.interface import head_lines, passed
from symc.emit.backends.torch.joined import behind
from symc.emit.backends.torch.scope import Scope
from symc.ir.enforcement import Enforced, Penalty, Surface
from symc.ir.page import Lines

INDENT = 8


def loss_methods(scope: Scope, surface: Surface) -> list[Lines]:
    """The methods of a model with penalties; none without."""
    penalised = [e for e in surface.enforced if isinstance(e.method, Penalty)]
    if not penalised:
        return []
    smooth = [e for e in penalised if _flows(e, surface)]
    found = [_public("equivariance_loss", _SAMPLED, scope)]
    found.append(_private("_violated", penalised, surface, scope))
    if smooth:
        found.append(_public("lie_loss", _SMOOTH, scope))
        found.append(_private("_derivative", smooth, surface, scope))
    start = "super().regularization_loss(rule)"
    if not layers_of(scope.model):
        scope.helper("nought")
        start = "_nought(self)"
    return [
        *found,
        (
            'def regularization_loss(self, rule="gradient"):',
            '    """`equivariance_loss` of the arguments last seen in training; 0 before."""',
            f"    total = {start}",
            "    if self._seen is None:",
            "        return total",
            "    values, sizes = self._seen",
            "    network = functools.partial(self._network, **sizes)",
            "    return total + self._violated(network, values)",
        ),
    ]


def _flows(each: Enforced, surface: Surface) -> bool:
    return bool(algebra_of(each.group)) or has_points(surface.arguments, each.group)


_SAMPLED = "The mean square of f(g x) - g f(x), a random element g for each item."
_SMOOTH = "The mean square of the Lie derivative of f, summed over the generators."


def _public(name: str, title: str, scope: Scope) -> Lines:
    inner = "_violated" if name == "equivariance_loss" else "_derivative"
    return (
        *head_lines(name, scope, " -> Tensor"),
        f'    """{title}"""',
        *(
            f"    {line}"
            for line in statement("values, _, sizes = ", Call("self._opened", passed(scope)))
        ),
        f"    return self.{inner}(functools.partial(self._network, **sizes), values)",
    )


def _private(name: str, groups: list[Enforced], surface: Surface, scope: Scope) -> Lines:
    """The sum over the groups that are pulled to."""
    body = ["total = 0"]
    for each in groups:
        make = make_for(each)
        assert make is not None
        before = moves(surface.arguments, each.group, make, len(behind(scope)), centred=False)
        after = moves((surface.result,), each.group, make, centred=False)
        is_affine = has_points(surface.arguments, each.group)
        if name == "_derivative":
            scope.helper("lie")
            flows = affine_algebra(each.group) if is_affine else algebra_of(each.group)
            algebra = tuple_of([rows(each) for each in flows])
            call = Call("_lie", ("network", "values", algebra, before, after))
        else:
            made = drawn(each.group, make, "values[0].shape[0]", surface.arguments, scope)
            body += statement("elements = ", made, "", INDENT)
            if is_affine:
                body += moving_lines(each.group, surface, scope)
            call = Call("_violation", ("network", "values", "elements", before, after))
            scope.helper("violation")
        body += statement("total = total + ", call, "", INDENT)
    title = '"""The loss of arguments with one batch axis."""'
    opening = f"def {name}(self, network, values):"
    return (opening, f"    {title}", *(f"    {line}" for line in body), "    return total")
