def _scatter_max(x, index, size):
    """The largest of the rows of x that have each index, 0 where there are none.

    Where several are the largest, its derivative is shared by them evenly.
    """
    with torch.no_grad():
        places = index.reshape(-1, *(1 for _ in x.shape[1:])).expand_as(x)
        top = x.new_full((size, *x.shape[1:]), -math.inf)
        top = top.scatter_reduce(0, places, x.detach(), "amax")
        among = ~(x < top.index_select(0, index))
        count = _scatter(among.to(x.dtype), index, size).clamp(min=1)
    return _scatter(torch.where(among, x, 0), index, size) / count
