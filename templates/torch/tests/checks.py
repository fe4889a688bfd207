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


def _word(group, sizes, seed):
    """A random word: finite generators by number, flows by number and time."""
    finite, flows = _generators(group, "", sizes)
    choose = random.Random(seed)
    count = choose.randint(15, 25) if finite else 0
    word = [(choose.randrange(len(finite)), None) for _ in range(count)]
    for _ in range(2):
        for i, flow in enumerate(flows):
            most = 3.0 if torch.allclose(flow, -flow.mH) else 0.5 / len(flows)
            place = choose.randrange(len(word) + 1)
            word.insert(place, (i, choose.uniform(-most, most)))
    return word


def _matrix(word, group, label, dual, sizes):
    """The product of a word's letters on an axis."""
    finite, flows = _generators(group, label, sizes)
    whole = torch.eye(len((*finite, *flows)[0]), dtype=torch.float64)
    for i, time in word:
        step = finite[i] if time is None else torch.linalg.matrix_exp(time * flows[i])
        kind = torch.promote_types(whole.dtype, step.dtype)
        whole = whole.to(kind) @ step.to(kind)
    return torch.linalg.inv(whole).mT if dual else whole


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


def _shape(leaf, sizes):
    """The shape without batch axes."""
    axes, channels, _ = leaf
    lengths = [sizes.get(length, length) for length, _, _, _ in axes]
    return (*lengths, *([] if channels is None else [channels]))


def _value(leaf, sizes, batch, generator, kind):
    """A random value, symmetric where its type says so."""
    x = torch.randn(*batch, *_shape(leaf, sizes), generator=generator, dtype=kind)
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


def _moved(x, leaf, first, word, group, sizes):
    """A value moved along every axis of a group; `first` axes are of the batch."""
    for i, (_, by, label, dual) in enumerate(leaf[0], first):
        if by == group:
            m = _matrix(word, group, label, dual, sizes).to(x.dtype)
            x = (m @ x.movedim(i, -1).unsqueeze(-1)).squeeze(-1).movedim(-1, i)
    return x


def _start(name, batch=(3,), more=0):
    """A model with random weights, its arguments as tensors, and the sizes."""
    arguments, _, free, is_complex = MODELS[name]
    kind = torch.complex128 if is_complex else torch.float64
    sizes = {size: 4 + i + more for i, size in enumerate(free)}
    torch.manual_seed(0)
    net = getattr(module, name)(dtype=kind).eval()
    with torch.no_grad():
        for weight in net.parameters():
            weight.add_(0.1 * torch.randn_like(weight))
    generator = torch.Generator().manual_seed(1)
    leaves = [leaf for form in arguments for leaf in _leaves(form)]
    values = [_value(leaf, sizes, batch, generator, kind) for leaf in leaves]
    return net, leaves, values, sizes


def _call(name, net, values):
    """The tensors of the result."""
    rest = iter(values)
    return _flat(net(*(_pack(form, rest) for form in MODELS[name][0])))


def _worst(first, second):
    """The largest difference, in units of the largest entry."""
    scale = max(float(x.abs().max()) for x in (*first, *second)) + 1e-30
    return max(float((a - b).abs().max()) for a, b in zip(first, second)) / scale


@pytest.mark.parametrize(("name", "group"), MOVES)
def test_moving_the_arguments_moves_the_results(name, group):
    net, leaves, values, sizes = _start(name)
    for seed in range(4):
        word = _word(group, sizes, seed)
        moved = [_moved(x, a, 1, word, group, sizes) for x, a in zip(values, leaves)]
        with torch.no_grad():
            before, after = _call(name, net, values), _call(name, net, moved)
        pairs = zip(before, _leaves(MODELS[name][1]))
        wanted = [_moved(y, leaf, 1, word, group, sizes) for y, leaf in pairs]
        assert _worst(wanted, after) < 1e-9


@pytest.mark.parametrize("name", MODELS)
def test_results_are_not_constant(name):
    net, _, values, _ = _start(name)
    with torch.no_grad():
        results = _call(name, net, values)
    assert any(float((y - y[:1]).abs().max()) > 1e-6 for y in results)


@pytest.mark.parametrize("name", MODELS)
def test_gradients_are_those_of_the_results(name):
    net, _, values, _ = _start(name, (2,))
    inputs = [x.requires_grad_() for x in values]
    check = torch.autograd.gradcheck
    assert check(lambda *x: tuple(_call(name, net, x)), inputs, fast_mode=True)
    loss = sum((y * y.conj()).real.sum() for y in _call(name, net, inputs))
    loss.backward()
    assert all(bool(torch.isfinite(p.grad).all()) for p in net.parameters())


@pytest.mark.parametrize("batch", [(), (1,), (2, 3), (0,)])
@pytest.mark.parametrize("name", MODELS)
def test_shapes_are_those_of_the_types(name, batch):
    net, _, values, sizes = _start(name, batch, 1)
    with torch.no_grad():
        results = _call(name, net, values)
    for y, leaf in zip(results, _leaves(MODELS[name][1])):
        assert tuple(y.shape) == (*batch, *_shape(leaf, sizes))
