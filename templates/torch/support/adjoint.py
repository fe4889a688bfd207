def _adjoint(axes, contract, expand):
    """Two autograd functions, each the other's derivative, of any order.

    The numbers of points in `counts` make means of the sums of both.
    """

    class Contract(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x, *counts):
            ctx.sizes, ctx.counts = x.shape[-1 - axes : -1], counts
            return contract(x, *counts)

        @staticmethod
        def backward(ctx, *grads):
            none = (None,) * len(ctx.counts)
            return Expand.apply(
                ctx.sizes, ctx.counts, None, None, None, (), *grads
            ), *none

    class Expand(torch.autograd.Function):
        @staticmethod
        def forward(ctx, sizes, counts, base, z, w, orders, *pieces):
            ctx.counts, ctx.orders, ctx.based = counts, orders, base is not None
            y = expand(sizes, base, pieces, *counts)
            if orders:
                ctx.save_for_backward(z, w)
                y = y.contiguous()
                _twist_into(y, z, w, orders)
            return y

        @staticmethod
        def backward(ctx, grad):
            dz, dw = None, None
            if ctx.orders:
                dz, dw = _twist_back(grad, *ctx.saved_tensors, ctx.orders)
            base = grad if ctx.based else None
            return None, None, base, dz, dw, None, *Contract.apply(grad, *ctx.counts)

    return Contract.apply, Expand.apply
