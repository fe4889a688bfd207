def _through(contract, expand_back, contract_back, expand):
    """A tensor's pieces, and its way past them: times its own matrix to a result alike.

    `held` stands for that product, which is computed where all is added up. So the tensor's
    gradient is written in one go, and nothing of full size is made twice.
    """

    class Enter(torch.autograd.Function):
        generate_vmap_rule = True

        @staticmethod
        def forward(x, w, order, *counts):
            held = x.new_empty((*x.shape[:-1], w.shape[-1]))
            return held, *contract(x, *counts)

        @staticmethod
        def setup_context(ctx, inputs, output):
            x, w, ctx.order, *ctx.counts = inputs
            ctx.sizes = x.shape[-1 - len(ctx.order) : -1]
            ctx.save_for_backward(x, w)
            ctx.save_for_forward(x, w)

        @staticmethod
        def backward(ctx, grad, *grads):
            x, w = (saved.to(grad.dtype) for saved in ctx.saved_tensors)
            fixed = (ctx.sizes, ctx.counts)
            dx = _added(expand_back, fixed, grad, w.mH, ctx.order, grads)
            dw = _rows(x).mH @ _rows(grad)
            return dx, dw, None, *(None for _ in ctx.counts)

        @staticmethod
        def jvp(ctx, dx, dw, *_):
            x, w = ctx.saved_tensors
            dx = torch.zeros_like(x) if dx is None else dx
            held = dx @ w if dw is None else dx @ w + x @ dw
            return held, *contract(dx, *ctx.counts)

    class Leave(torch.autograd.Function):
        generate_vmap_rule = True

        @staticmethod
        def forward(held, x, w, sizes, none, order, *pieces):
            return _added(expand, (sizes, none), x, w, order, pieces)

        @staticmethod
        def setup_context(ctx, inputs, output):
            _, _, _, ctx.sizes, ctx.none, _, *pieces = inputs
            ctx.shapes = [piece.shape for piece in pieces]

        @staticmethod
        def backward(ctx, grad):
            return grad, *(None for _ in range(5)), *contract_back(grad, *ctx.none)

        @staticmethod
        def jvp(ctx, held, dx, dw, sizes, none, order, *pieces):
            pieces = [
                held.new_zeros(shape) if piece is None else piece
                for piece, shape in zip(pieces, ctx.shapes)
            ]
            return expand(ctx.sizes, ctx.none, held, None, None, (), *pieces)

    def enter(x, w, order, *counts):
        if torch.compiler.is_compiling() or not _is_watched(x, w):
            return None, *contract(x, *counts)
        return Enter.apply(x, w, order, *counts)

    def leave(held, x, w, sizes, none, order, *pieces):
        if held is None:
            return _added(expand, (sizes, none), x, w, order, pieces)
        return Leave.apply(held, x.detach(), w.detach(), sizes, none, order, *pieces)

    return enter, leave


def _added(expand, fixed, x, w, order, pieces):
    """The expansion of the pieces and x times w: in place, but where `vmap` leaves no room."""
    try:
        return expand(*fixed, None, x, w.unsqueeze(0), (order,), *pieces)
    except RuntimeError:
        return x @ w + expand(*fixed, None, None, None, (), *pieces)


def _rows(x):
    return x.reshape(-1, x.shape[-1])
