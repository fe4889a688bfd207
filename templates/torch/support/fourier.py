def _fourier(axes, *irreps):
    """The twist by all permutations of the axes, in their order, by irreps of S(axes).

    At all permutations of one index tuple it is a convolution over the group, which is one
    matrix product for each irrep, given by the exchanges of neighbours. Where indices are
    equal, entries are read and written repeatedly. Compiled, it is made by permuted copies.
    """
    orders = tuple(itertools.permutations(range(axes)))
    dims = [len(exchanges[0]) for exchanges in irreps]
    kernel = torch.cat([_irrep(orders, exchanges) for exchanges in irreps])
    scale = [(d / len(orders)) ** 0.5 for d in dims for _ in range(d * d)]
    unit = (torch.tensor(scale, dtype=kernel.dtype).diag() @ kernel).tolist()
    kernel = kernel.tolist()

    def product(rows, matrices):
        """Row blocks (b, a) times matrices (c, b), summed over b, for every irrep."""
        parts, at = [], 0
        for d in dims:
            block = rows[at : at + d * d].reshape(d, -1, matrices.shape[-2])
            for c in range(d):
                made = block[0] @ matrices[at + c * d]
                for b in range(1, d):
                    made = torch.addmm(made, block[b], matrices[at + c * d + b])
                parts.append(made.reshape(d, -1))
            at += d * d
        return torch.cat(parts)

    def matrices(w, adjoint=False):
        """The transformed weights, irrep by irrep; those of the adjoint map if so wanted."""
        made = (w.new_tensor(kernel) @ w.flatten(1)).view(w.shape)
        if not adjoint:
            return made
        turned = [part.view(d, d, *w.shape[1:]) for d, part in zip(dims, split(made))]
        return torch.cat([m.transpose(0, 1).flatten(0, 1) for m in turned]).mH

    def split(made):
        return made.split([d * d for d in dims])

    def run(z, w):
        y, w, u = None, matrices(w), z.new_tensor(unit)
        flat = z.reshape(-1, z.shape[-1])
        for places, _ in _tuples(z, orders, max(w.shape[1:])):
            rows = u @ flat.index_select(0, places).reshape(len(orders), -1)
            made = (u.T @ product(rows, w)).reshape(-1, w.shape[-1])
            y = made.new_empty(len(flat), w.shape[-1]) if y is None else y
            y[places] = made
        return y.view(*z.shape[:-1], w.shape[-1])

    def back(grad, z, w):
        dz, dw, u = None, 0, z.new_tensor(unit)
        flat, slopes = z.reshape(-1, z.shape[-1]), grad.reshape(-1, grad.shape[-1])
        turned = matrices(w, adjoint=True)
        for places, share in _tuples(z, orders, max(w.shape[1:])):
            rows = u @ flat.index_select(0, places).reshape(len(orders), -1)
            steps = u @ slopes.index_select(0, places).reshape(len(orders), -1)
            made = (u.T @ product(steps, turned)).reshape(-1, z.shape[-1])
            dz = made.new_empty(flat.shape) if dz is None else dz
            dz[places] = made
            steps = steps.reshape(len(orders), -1, grad.shape[-1]) * share[:, None]
            parts = []
            for d, a, b in zip(dims, split(rows), split(steps)):
                a, b = a.reshape(d, -1, z.shape[-1]), b.reshape(d, -1, grad.shape[-1])
                parts += [a[i].mH @ b[j] for j in range(d) for i in range(d)]
            dw = dw + torch.stack(parts)
        return dz.reshape(z.shape), (
            u.new_tensor(kernel).T @ dw.reshape(len(orders), -1)
        ).reshape(w.shape)

    class Fourier(torch.autograd.Function):
        generate_vmap_rule = True

        @staticmethod
        def forward(z, w):
            return run(z, w)

        @staticmethod
        def setup_context(ctx, inputs, output):
            ctx.save_for_backward(*inputs)
            ctx.save_for_forward(*inputs)

        @staticmethod
        def backward(ctx, grad):
            if torch.is_grad_enabled():
                return _twist_back(grad, *ctx.saved_tensors, orders)
            return back(grad, *ctx.saved_tensors)

        @staticmethod
        def jvp(ctx, dz, dw):
            z, w = ctx.saved_tensors
            pairs = [(dz, w) for _ in range(dz is not None)]
            pairs += [(z, dw) for _ in range(dw is not None)]
            return sum(_twist(*pair, orders) for pair in pairs)

    def apply(z, w):
        if torch.compiler.is_compiling():
            return _twist(z, w, orders)
        if torch.is_grad_enabled() and (z.requires_grad or w.requires_grad):
            return Fourier.apply(z, w)
        return run(z, w)

    return apply


def _irrep(orders, exchanges):
    """Rows (b, a), columns permutations: entry (a, b) of the matrix of each."""
    exchanges = [torch.tensor(m, dtype=torch.float64) for m in exchanges]
    found = []
    for order in orders:
        matrix, rest = torch.eye(len(exchanges[0]), dtype=torch.float64), list(order)
        for i in [i for end in range(len(rest)) for i in range(len(rest) - 1 - end)]:
            if rest[i] > rest[i + 1]:
                rest[i], rest[i + 1] = rest[i + 1], rest[i]
                matrix = exchanges[i] @ matrix
        found.append(matrix)
    return torch.stack(found).permute(2, 1, 0).flatten(0, 1)


def _tuples(z, orders, width):
    """Where the permutations of each rising index tuple stand, piece by piece of the batch.

    With the inverse of how often each place occurs.
    """
    axes, n = len(orders[0]), z.shape[-2]
    last = torch.arange(n, device=z.device)
    rising = [last]
    for i in range(2, axes + 1):
        times, count = n - last, math.comb(n + i - 1, i)
        of = torch.repeat_interleave(times, output_size=count)
        first = times.cumsum(0) - times - last
        last = torch.arange(count, device=z.device) - first[of]
        rising = [*(index[of] for index in rising), last]
    places = [
        sum(rising[j] * n ** (axes - 1 - i) for i, j in enumerate(o)) for o in orders
    ]
    places = torch.stack(places)
    share = 1 / (places == places[:1]).sum(0).to(z.real.dtype)
    items, count = z.shape[: -1 - axes].numel(), places.shape[1]
    most = (2**24 if z.is_cuda else 2**18) // (len(orders) * width)
    for each in torch.arange(items * count, device=z.device).split(max(1, most)):
        tuples, item = each % count, each // count
        yield (places[:, tuples] + item * n**axes).flatten(), share[tuples]
