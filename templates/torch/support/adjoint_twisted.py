def _adjoint(axes, contract, expand):
    """Two functions, each the other's derivative, so that there are derivatives of any order.

    The numbers of points in `counts` make means of the sums of both. `torch.compile` has
    derivatives of its own, and sees plain operations.
    """

    def into(sizes, counts, base, z, w, orders, *pieces):
        y = expand(sizes, base, pieces, *counts)
        if orders and not _is_at_hand(y, z, w):
            return y + _twist(z, w, orders)
        if orders:
            y = y.contiguous()
            _twist_into(y, z, w, orders)
        return y

    class Contract(torch.autograd.Function):
        generate_vmap_rule = True

        @staticmethod
        def forward(x, *counts):
            return contract(x, *counts)

        @staticmethod
        def setup_context(ctx, inputs, output):
            x, *ctx.counts = inputs
            ctx.sizes = x.shape[-1 - axes : -1]

        @staticmethod
        def backward(ctx, *grads):
            x = expanded(ctx.sizes, ctx.counts, None, grads)
            return x, *(None for _ in ctx.counts)

        @staticmethod
        def jvp(ctx, x, *_):
            return contracted(x, *ctx.counts)

    class Expand(torch.autograd.Function):
        generate_vmap_rule = True

        @staticmethod
        def forward(*inputs):
            return into(*inputs)

        @staticmethod
        def setup_context(ctx, inputs, output):
            ctx.sizes, ctx.counts, base, z, w, ctx.orders, *_ = inputs
            ctx.based = base is not None
            ctx.save_for_backward(z, w)
            ctx.save_for_forward(z, w)

        @staticmethod
        def backward(ctx, grad):
            z, w = ctx.saved_tensors
            twist = _twist_back(grad, z, w, ctx.orders) if ctx.orders else (None, None)
            base = grad if ctx.based else None
            pieces = contracted(grad, *ctx.counts)
            return None, None, base, *twist, None, *pieces

        @staticmethod
        def jvp(ctx, sizes, counts, base, dz, dw, orders, *pieces):
            y = expanded(ctx.sizes, ctx.counts, base, pieces)
            z, w = ctx.saved_tensors
            y = y if dz is None else y + _twist(dz, w, ctx.orders)
            return y if dw is None else y + _twist(z, dw, ctx.orders)

    def contracted(x, *counts):
        if torch.compiler.is_compiling() or not _is_watched(x):
            return contract(x, *counts)
        return Contract.apply(x, *counts)

    def expanded(sizes, counts, base, pieces, twist=(None, None, ())):
        z, w, orders = twist
        if torch.compiler.is_compiling() or not _is_watched(base, z, w, *pieces):
            return into(sizes, counts, base, z, w, orders, *pieces)
        return Expand.apply(sizes, counts, base, z, w, orders, *pieces)

    return contracted, expanded
