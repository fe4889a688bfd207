def _band(*factors):
    """The tensors that a band holds: for each group those there are, less what is taken away.

    What is left is orthonormal: Gram and Schmidt, in order. A view shows what breaks one group.
    The result has elements as rows, then bottom entries, then top entries.
    """
    whole = torch.ones(1, 1, 1, dtype=torch.float64)
    for bottom, top, space, dropped, seen, *away in factors:
        below, above = math.prod(bottom), math.prod(top)
        held = torch.eye(below * above, dtype=torch.float64)
        if space is not None:
            held = _dense(space, below * above)
        kept = [i for i in range(len(held)) if i not in set(dropped)]
        held = held[kept]
        for each in away:
            held = _without(held, each)
        if (away or space is not None) and len(held):
            made = torch.linalg.qr(held.T)
            held = (made.Q * made.R.diagonal().sgn()).T
        if seen is not None:
            held = _without(held, seen)
        whole = torch.einsum(
            "xab,ycd->xyacbd", whole, held.view(-1, below, above).to(whole.dtype)
        )
        whole = whole.flatten(4, 5).flatten(2, 3).flatten(0, 1)
    return whole


def _without(held, basis):
    """Tensors less their part in the span of others."""
    span = torch.linalg.qr(_dense(basis, held.shape[1]).T).Q
    kind = torch.promote_types(held.dtype, span.dtype)
    held, span = held.to(kind), span.to(kind)
    return held - (held @ span.conj()) @ span.T


def _dense(basis, entries):
    """Every tensor of a basis as a row of so many entries."""
    if basis.is_floating_point() or basis.is_complex():
        return basis.reshape(-1, entries)
    start = 1 if basis.dtype == torch.int32 else 0
    numbers = torch.arange(int(basis.abs().max()) + 1)[start:, None]
    sign = basis.sign() if start else torch.ones_like(basis)
    return ((basis.abs().flatten() == numbers) * sign.flatten()).to(torch.float64)
