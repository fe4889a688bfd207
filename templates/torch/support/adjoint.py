def _adjoint(axes, contract, expand):
    """Two functions, each the other's derivative, so that there are derivatives of any order.

    The numbers of points in `counts` make means of the sums of both. `torch.compile` has
    derivatives of its own, and sees plain operations.
    """

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
        def forward(sizes, counts, base, *pieces):
            return expand(sizes, base, pieces, *counts)

        @staticmethod
        def setup_context(ctx, inputs, output):
            ctx.sizes, ctx.counts, base, *_ = inputs
            ctx.based = base is not None

        @staticmethod
        def backward(ctx, grad):
            base = grad if ctx.based else None
            return None, None, base, *contracted(grad, *ctx.counts)

        @staticmethod
        def jvp(ctx, sizes, counts, base, *pieces):
            return expanded(ctx.sizes, ctx.counts, base, pieces)

    def contracted(x, *counts):
        if torch.compiler.is_compiling() or not _is_watched(x):
            return contract(x, *counts)
        return Contract.apply(x, *counts)

    def expanded(sizes, counts, base, pieces):
        if torch.compiler.is_compiling() or not _is_watched(base, *pieces):
            return expand(sizes, base, pieces, *counts)
        return Expand.apply(sizes, counts, base, *pieces)

    return contracted, expanded
