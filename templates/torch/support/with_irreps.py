def _upward(rows):
    """Irreps of degree 2, 3, ... in products of the one below and degree 1, in a row."""
    found = []
    for degree, entries in enumerate(rows, 2):
        up = torch.zeros(2 * degree - 1, 3, 2 * degree + 1, dtype=torch.float64)
        for i, j, k, n, d in entries:
            up[i, j, k] = math.copysign(math.sqrt(abs(n) / d), n)
        found.append(up.flatten())
    return torch.cat(found) if found else torch.zeros(0, dtype=torch.float64)


def _with_irreps(sheaves, kinds, table=None):
    """The same elements, which also move irreps: (kind, degree, whether mirrors differ).

    Where vectors are first projected to a line, or to nothing, irreps are projected to what
    the rotations about it leave alone, there and back.
    """
    return [
        (items, {**element, **_irreps(element, kinds, table)}, weight)
        for items, element, weight in sheaves
    ]


def _irreps(element, kinds, table):
    g, back = element[""]
    kind, sign = g.dtype, element["det"][0]
    g, back = (x if x.dtype.itemsize > 2 else x.float() for x in (g, back))
    rank = (back @ g).detach().diagonal(dim1=1, dim2=2).sum(1).round()
    most = max(degree for _, degree, _ in kinds)
    turns, poles = _turns(g, sign.to(g.dtype), most, table)
    found = {}
    for name, degree, twisted in kinds:
        turn = turns[degree - 1] * sign.to(g.dtype) if twisted else turns[degree - 1]
        whole = torch.eye(turn.shape[-1], dtype=g.dtype, device=g.device)
        held = (rank == g.shape[-1]).to(g.dtype)[:, None, None] * whole
        if poles and not twisted:
            pole = poles[degree - 1]
            line = (rank == 1).to(g.dtype)[:, None, None]
            held = held + line * pole[:, None] * pole
        found[name] = (turn @ held).to(kind), (held @ turn.mT).to(kind)
    return found


def _turns(g, sign, most, table):
    """How elements move irreps of degree 1, 2, ...; in space, also the first axis in these."""
    if g.shape[-1] == 2:
        a, b = g[:, 0, 0], g[:, 1, 0]
        found, real, imag, sign = [], a, b, sign[:, 0, 0]
        for _ in range(most):
            rows = torch.stack([real, -sign * imag, imag, sign * real], 1)
            found.append(rows.unflatten(1, (2, 2)))
            real, imag = real * a - imag * b, real * b + imag * a
        return found, []
    turns, poles, start = [g], [torch.eye(3, dtype=g.dtype, device=g.device)[0]], 0
    for degree in range(2, most + 1):
        shape = (2 * degree - 1, 3, 2 * degree + 1)
        up = table[start : start + math.prod(shape)].view(shape).to(g.dtype)
        start += math.prod(shape)
        both = torch.einsum("iap,bij->bjap", up, turns[-1])
        turns.append(torch.einsum("bjap,bac,jcq->bpq", both, g, up))
        poles.append(nn.functional.normalize(poles[-1] @ up[:, 0], dim=0))
    return turns, poles
