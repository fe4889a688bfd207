def _scatter_max(x, index, size):
    """The largest of the rows of x that have each index, 0 where there are none.

    Where several are the largest, its derivative is shared by them evenly.
    """
    before = x.detach()
    with torch.no_grad():
        places = index.reshape(-1, *(1 for _ in x.shape[1:])).expand_as(x)
        top = x.new_full((size, *x.shape[1:]), -math.inf)
        top = top.scatter_reduce(0, places, before, "amax")
        among = ~(before < top.index_select(0, index))
        ones = among.to(torch.float64 if x.dtype == torch.float64 else torch.float32)
        count = _scatter(ones, index, size)
        top = torch.where(count > 0, top, 0)
        share = (ones / count.index_select(0, index)).to(x.dtype)
        share = torch.where(x.isfinite(), share, 0)
    change = torch.where(share > 0, x - before, 0)
    return top + _scatter(change * share, index, size)
