def _shared(weight, basis, entries, free):
    """Weights `free` (elements first) spread over the entries of axes that share them.

    The basis is the number of the orbit of every entry; the same from 1, with a sign, in
    32 bits; or a table of tensors. In the result entries and free axes alternate.
    """
    weight = weight.reshape(free)
    if basis.dtype == torch.int64:
        whole = weight[basis.view(entries)]
    elif basis.dtype == torch.int32:
        sign = basis.sign().view(*entries, *(1 for _ in free[1:]))
        whole = weight[basis.abs().view(entries) - 1] * sign
    else:
        table = basis.to(weight.dtype).reshape(free[0], -1)
        whole = table.T @ weight.reshape(free[0], -1)
        whole = whole.reshape(*entries, *free[1:])
    k = len(entries)
    order = [axis for i in range(k) for axis in (i, k + i)]
    return whole.permute(*order, *range(2 * k, whole.dim()))
