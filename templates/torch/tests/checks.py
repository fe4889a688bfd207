def _images(*points):
    """The matrix that sends point i to points[i], or to minus ~points[i] if negative."""
    whole = torch.zeros(len(points), len(points), dtype=torch.float64)
    for i, to in enumerate(points):
        whole[to if to >= 0 else ~to, i] = 1 if to >= 0 else -1
    return whole


def _entries(n, *entries):
    """A matrix with these entries (row, column, value), and zeros elsewhere."""
    kind = torch.float64
    if any(isinstance(value, complex) for _, _, value in entries):
        kind = torch.complex128
    whole = torch.zeros(n, n, dtype=kind)
    for row, column, value in entries:
        whole[row, column] = value
    return whole


def _generators(group, label, sizes):
    """The matrices of finite generators, and of flows; of S(n), a swap and a cycle."""
    found = GROUPS[group][label]
    if not isinstance(found, str):
        return found
    n = sizes[found]
    swap, cycle = (1, 0, *range(2, n)), (*range(1, n), 0)
    both = [_images(*(swap if n > 1 else (0,))), _images(*cycle)]
    if label:
        both = [torch.linalg.det(each).reshape(1, 1) for each in both]
    return both, []


def _word(group, sizes, seed, place):
    """A generator, at even seeds; at odd ones a random word: finite generators by number,
    flows by number and time."""
    finite, flows = _generators(group, "", sizes)
    choose = random.Random(f"{seed} {place}")
    if seed % 2 == 0 and not any(place):
        letter = seed // 2 % len((*finite, *flows))
        return [(letter, None) if letter < len(finite) else (letter - len(finite), 0.4)]
    count = choose.randint(15, 25) if finite else 0
    word = [(choose.randrange(len(finite)), None) for _ in range(count)]
    for _ in range(2):
        for i, flow in enumerate(flows):
            most = 3.0 if torch.allclose(flow, -flow.mH) else 0.5 / len(flows)
            at = choose.randrange(len(word) + 1)
            word.insert(at, (i, choose.uniform(-most, most)))
    return word


def _matrix(word, group, label, dual, sizes):
    """The product of a word's letters on an axis."""
    if group in IRREPS and label[:1].isdigit():
        whole = IRREPS[group](_matrix(word, group, "", False, sizes), label)
        return torch.linalg.inv(whole).mT if dual else whole
    finite, flows = _generators(group, label, sizes)
    whole = torch.eye(len((*finite, *flows)[0]), dtype=torch.float64)
    for i, time in word:
        step = finite[i] if time is None else torch.linalg.matrix_exp(time * flows[i])
        kind = torch.promote_types(whole.dtype, step.dtype)
        whole = whole.to(kind) @ step.to(kind)
    return torch.linalg.inv(whole).mT if dual else whole


def _matrices(seed, base, group, label, dual, sizes):
    """The matrix of a random element; of one for every place in the groups that it lies in."""
    places = list(itertools.product(*map(range, base)))
    words = [_word(group, sizes, seed, place) for place in places]
    found = [_matrix(word, group, label, dual, sizes) for word in words]
    kind = functools.reduce(torch.promote_types, (each.dtype for each in found))
    return (
        torch.stack([each.to(kind) for each in found])
        .unflatten(0, (*base, 1))
        .squeeze(len(base))
    )


def _leaves(form):
    """The tensors of a form: a list is a sum or a record."""
    if isinstance(form, list):
        return [leaf for each in form for leaf in _leaves(each)]
    return [form]


def _pack(form, values):
    """Tensors put together as an argument."""
    if isinstance(form, list):
        return tuple(_pack(each, values) for each in form)
    return next(values)


def _flat(value):
    """The tensors of a result."""
    if isinstance(value, torch.Tensor):
        return [value]
    return [leaf for each in value for leaf in _flat(each)]


def _length(axis, sizes):
    """The length of an axis; one of several in a row is as long as all of them."""
    if isinstance(axis, list):
        inner = ([_length(each, sizes) for each in axes] for _, axes in axis)
        return sum(n * math.prod(each) for (n, _), each in zip(axis, inner))
    return sizes.get(axis[0], axis[0])


def _shape(leaf, sizes):
    """The shape without batch axes."""
    axes, channels, _ = leaf
    lengths = [_length(axis, sizes) for axis in axes]
    return (*lengths, *([] if channels is None else [channels]))


def _edges(name, sizes, generator):
    """Random edges between different points, if there are two."""
    n, count = sizes.get(GRAPHS[name][1], GRAPHS[name][1]), sizes[name]
    source = torch.randint(n, (count,), generator=generator)
    step = torch.randint(max(n - 1, 1), (count,), generator=generator)
    return torch.stack((source, (source + 1 + step) % n))


def _value(leaf, sizes, batch, generator, kind):
    """A random value, symmetric where its type says so."""
    x = torch.randn((*batch, *_shape(leaf, sizes)), generator=generator, dtype=kind)
    for blocks, sign in leaf[2]:
        total = torch.zeros_like(x)
        orders = list(itertools.permutations(range(len(blocks))))
        for order in orders:
            axes = list(range(x.dim()))
            for block, other in zip(blocks, order):
                for i, j in zip(block, blocks[other]):
                    axes[len(batch) + i] = len(batch) + j
            odd = sum(a > b for i, a in enumerate(order) for b in order[i + 1 :]) % 2
            total = total + (sign if odd else 1) * x.permute(axes)
        x = total / len(orders)
    return x


def _moved(x, leaf, first, seed, group, sizes):
    """A value moved along every axis of a group; `first` axes are of the batch."""
    if isinstance(leaf, str):
        return _renumbered(x, leaf, seed, group, sizes)
    axes, _, _ = leaf
    for i, axis in enumerate(axes):
        if isinstance(axis, list):
            return _in_a_row(x, leaf, i, first, seed, group, sizes)
    for i, (_, by, label, dual) in enumerate(axes):
        if by == group:
            base = _base(axes, i)
            lengths = [x.shape[first + b] for b in base]
            name = "" if label == "point" else label
            m = _matrices(seed, lengths, group, name, dual, sizes)
            x = _times(m, x, [first + b for b in base], first + i)
            if label == "point":
                shift = torch.arange(1.0, 1 + len(m), dtype=x.dtype)
                x = (x.movedim(first + i, -1) + shift).movedim(-1, first + i)
    return x


def _base(axes, i):
    """The axes in whose entries the group of an axis lies: the nearest to the left."""
    outer = WITHIN.get(axes[i][1])
    if outer is None:
        return []
    near = max(j for j in range(i) if axes[j][1] == outer)
    return [*_base(axes, near), near]


def _times(m, x, base, axis):
    """A value times a matrix along an axis, one matrix for each entry of other axes."""
    kind = torch.promote_types(x.dtype, m.dtype) if x.is_complex() else x.dtype
    places, new = list(range(x.dim())), x.dim()
    target = [new if place == axis else place for place in places]
    return torch.einsum(x, places, m.to(kind), [*base, new, axis], target)


def _in_a_row(x, leaf, i, first, seed, group, sizes):
    """A value moved block by block of an axis of several."""
    axes, channels, powers = leaf
    moved, start = [], 0
    for copies, inner in axes[i]:
        lengths = (copies, *(_length(each, sizes) for each in inner))
        piece = x.narrow(first + i, start, math.prod(lengths))
        start += math.prod(lengths)
        opened = (*axes[:i], (copies, None, "", False), *inner, *axes[i + 1 :])
        piece = piece.unflatten(first + i, lengths)
        piece = _moved(piece, (opened, channels, powers), first, seed, group, sizes)
        moved.append(piece.flatten(first + i, first + i + len(inner)))
    return torch.cat(moved, first + i)


def _renumbered(edges, name, seed, group, sizes):
    """Edges between the points in their new places."""
    if GRAPHS[name][0] != group:
        return edges
    return _matrices(seed, [], group, "", False, sizes).argmax(0)[edges]


def _has_graph(name):
    """Whether a model takes a graph, and so no batch axes."""
    return any(isinstance(leaf, str) for leaf in _leaves(MODELS[name][0]))


def _start(name, batch=(3,), more=0, seed=1):
    """A model with random weights, its arguments as tensors, and the sizes."""
    arguments, _, free, is_complex = MODELS[name]
    kind = torch.complex128 if is_complex else torch.float64
    sizes = {size: 4 + i + more for i, size in enumerate(free)}
    sizes |= {graph: 9 + more for graph in GRAPHS}
    torch.manual_seed(0)
    net = getattr(module, name)(dtype=kind).eval()
    with torch.no_grad():
        for weight in net.parameters():
            weight.add_(0.1 * torch.randn_like(weight))
    generator = torch.Generator().manual_seed(seed)
    leaves = _leaves(arguments)
    batch = () if _has_graph(name) else batch
    values = [
        _edges(leaf, sizes, generator)
        if isinstance(leaf, str)
        else _value(leaf, sizes, batch, generator, kind)
        for leaf in leaves
    ]
    return net, leaves, values, sizes, batch


def _call(name, net, values):
    """The tensors of the result."""
    rest = iter(values)
    return _flat(net(*(_pack(form, rest) for form in MODELS[name][0])))


def _worst(first, second):
    """The largest difference, in units of the largest entry."""
    scale = max(float(x.abs().max()) for x in (*first, *second)) + 1e-30
    return max(float((a - b).abs().max()) for a, b in zip(first, second)) / scale


@pytest.mark.parametrize(("name", "group"), [*MOVES, *SNAPPED])
def test_moving_the_arguments_moves_the_results(name, group):
    net, leaves, values, sizes, batch = _start(name)
    if (name, group) in SNAPPED:
        net.snap_()
    k = len(batch)
    for seed in range(8):
        moved = [_moved(x, a, k, seed, group, sizes) for x, a in zip(values, leaves)]
        with torch.no_grad():
            before, after = _call(name, net, values), _call(name, net, moved)
        pairs = zip(before, _leaves(MODELS[name][1]))
        wanted = [_moved(y, leaf, k, seed, group, sizes) for y, leaf in pairs]
        assert _worst(wanted, after) < 1e-9


@pytest.mark.parametrize("name", MODELS)
def test_results_are_not_constant(name):
    results = []
    for seed in (1, 2):
        net, _, values, _, _ = _start(name, seed=seed)
        with torch.no_grad():
            results.append(_call(name, net, values))
    assert any(float((a - b).abs().max()) > 1e-6 for a, b in zip(*results))


@pytest.mark.parametrize("name", MODELS)
def test_gradients_are_those_of_the_results(name):
    net, _, values, _, _ = _start(name, (2,))
    places = [i for i, x in enumerate(values) if x.dtype != torch.int64]
    inputs = [values[i].requires_grad_() for i in places]

    def call(*given):
        whole = dict(zip(places, given))
        return tuple(_call(name, net, [whole.get(i, x) for i, x in enumerate(values)]))

    assert torch.autograd.gradcheck(call, inputs, fast_mode=True)
    loss = sum((y * y.conj()).real.sum() for y in call(*inputs))
    loss.backward()
    found = [p.grad for p in net.parameters() if p.grad is not None]
    assert all(bool(torch.isfinite(grad).all()) for grad in found)


@pytest.mark.parametrize("batch", [(), (1,), (2, 3), (0,)])
@pytest.mark.parametrize("name", MODELS)
def test_shapes_are_those_of_the_types(name, batch):
    net, _, values, sizes, batch = _start(name, batch, 1)
    with torch.no_grad():
        results = _call(name, net, values)
    for y, leaf in zip(results, _leaves(MODELS[name][1])):
        assert tuple(y.shape) == (*batch, *_shape(leaf, sizes))
