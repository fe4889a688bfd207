"""Methods of a model with a network beside it that says how arguments lie."""

from symc.algebra.elements import Make
from symc.emit.backends.torch.centred import centred_line, pointed
from symc.emit.backends.torch.code import Call, Expression, statement, tuple_of
from symc.emit.backends.torch.flat import joined
from symc.emit.backends.torch.interface import head_lines, passed
from symc.emit.backends.torch.scope import Scope
from symc.ir.enforcement import Enforced
from symc.ir.page import Lines
from symc.ir.symmetry import tensors_of

INDENT = 8
PRIORS = {"table": "_likeliest_prior", "permutation": "_ranked_prior"}
"""What compares a place with the identity; `_upright_prior` for rotations."""


def canonical_methods(each: Enforced, make: Make, scope: Scope) -> list[Lines]:
    """What the network says of arguments, a loss towards the identity, and how near it is."""
    word = each.group.name.lower()
    prior = PRIORS.get(make, "_upright_prior")
    proper = () if make in PRIORS else (str(make == "rotation"),)
    call = Call(prior, (f"self._{word}_told(values)", *proper))
    return [
        _told(each, scope),
        _asked("canonicalization_loss", _LOSS, Call(call.head, call.arguments, "[0]"), scope),
        _asked("identity_metric", _SHARE, Call(call.head, call.arguments, "[1]"), scope),
    ]


_LOSS = "How far arguments lie from where they are taken to: a loss towards the identity."
_SHARE = "How near the elements are to the identity: 1 where nothing has to be moved."


def _told(each: Enforced, scope: Scope) -> Lines:
    """The call of the network, its arguments put together again."""
    word = each.group.name.lower()
    at = 0
    passed: list[Expression] = []
    for argument in scope.model.model.arguments:
        own: list[Expression] = []
        for part in tensors_of(argument.type):
            blocks = [f"values[{at + i}]" for i in range(len(part.blocks))]
            own.append(joined(part, blocks, scope) if part.is_flat else blocks[0])
            at += len(blocks)
        passed.append(own[0] if len(own) == 1 else tuple_of(own))
    for i, group in enumerate(scope.masked):
        passed.append(f"{scope.mask(group)}=values[{at + i}]")
    surface = scope.surface
    assert surface is not None
    body = [centred_line(group) for group in pointed(surface)]
    body += statement("return ", Call(f"self.{word}_network", tuple(passed)), "", INDENT)
    title = '"""Where each item lies, by the network beside this one."""'
    return (f"def _{word}_told(self, values):", f"    {title}", *(f"    {line}" for line in body))


def _asked(name: str, title: str, value: Call, scope: Scope) -> Lines:
    opened = statement("values, _, _ = ", Call("self._opened", passed(scope)), "", INDENT)
    body = [*opened, *statement("return ", value, "", INDENT)]
    opening = head_lines(name, scope, " -> Tensor")
    return (*opening, f'    """{title}"""', *(f"    {line}" for line in body))
