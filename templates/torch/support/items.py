def _items(values, sites, ends, batch, graphs):
    """Graphs in a row as items of one batch, with as many rows each, and what of them is there.

    `sites` says of every value whether it has a row for each point (0), for each edge of
    the first graph (1) or the next, or one for each graph (None). Behind the values stand
    what points are there, and of each kind of edges what are there and which points they
    join. Last come the numbers of graphs, points and edges.
    """
    lone = batch is None
    if lone:
        points = next(x for x, site in zip(values, sites) if site == 0)
        batch = torch.zeros(points.shape[0], dtype=torch.int64, device=points.device)
        graphs = 1
    owners = [batch, *(batch.index_select(0, target) for _, target in ends)]
    spread = [_spread_rows(owner, graphs) for owner in owners]
    starts = spread[0][2]
    found = []
    for x, site in zip(values, sites):
        if site is None:
            found.append(x.unsqueeze(0) if lone else x)
        else:
            found.append(_apart_rows(x, *spread[site][:2], graphs))
    found.append(spread[0][1])
    for owner, pair, (index, there, _) in zip(owners[1:], ends, spread[1:]):
        near = torch.stack(pair, 1) - starts.index_select(0, owner)[:, None]
        found += [there, _apart_rows(near, index, there, graphs)]
    return tuple(found), (graphs, *(owner.shape[0] for owner in owners))


def _spread_rows(owner, graphs):
    """Where rows go that these graphs own, what of it all is there, and where graphs begin."""
    row = torch.arange(owner.shape[0], device=owner.device)
    counts = torch.zeros(graphs, dtype=torch.int64, device=owner.device)
    counts = counts.index_add(0, owner, torch.ones_like(owner))
    starts = counts.cumsum(0) - counts
    width = owner.shape[0] if torch.compiler.is_compiling() else int(counts.max())
    width = width + 1
    index = owner * width + row - starts.index_select(0, owner)
    there = torch.arange(width, device=owner.device) < counts[:, None]
    return index, there, starts


def _apart_rows(x, index, there, graphs):
    """Rows of every graph by themselves, with zeros where there are none."""
    width = there.shape[1]
    made = x.new_zeros(graphs * width, *x.shape[1:]).index_copy(0, index, x)
    return made.reshape(graphs, width, *x.shape[1:])


class _Rows:
    """Rows that are there, item after item: which item owns each, and where items begin."""

    def __init__(self, there, counts, site):
        often = there.sum(1)
        stops = often.cumsum(0)
        if torch.compiler.is_compiling():
            total = there.shape[0] // counts[0] * counts[site + 1]
        else:
            total = int(stops[-1])
        row = torch.arange(total, device=there.device)
        self.owner = torch.searchsorted(stops, row, right=True)
        self.starts = stops - often
        self.index = self.owner * there.shape[1] + row
        self.index = self.index - self.starts.index_select(0, self.owner)
        self.shape = tuple(there.shape)

    def joined(self, x):
        """The rows that are there, one after the other."""
        return x.flatten(0, 1).index_select(0, self.index)

    def apart(self, x):
        """The same by items, with zeros where there are none."""
        made = x.new_zeros(self.shape[0] * self.shape[1], *x.shape[1:])
        return made.index_copy(0, self.index, x).unflatten(0, self.shape)

    def ends(self, points, near):
        """The points that rows of edges join."""
        first = points.starts.index_select(0, self.owner)[:, None]
        return (self.joined(near) + first).unbind(1)


def _rejoined(made, sites, there, counts, lead):
    """Results of all items as those of graphs in a row."""
    found, rows = [], {}
    for y, site in zip(made, sites):
        if site is None:
            found.append(y.reshape((*lead, *y.shape[1:])))
            continue
        if site not in rows:
            rows[site] = _Rows(there[site], counts, site)
        found.append(rows[site].joined(y))
    return found
