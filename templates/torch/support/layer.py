def _layer(contract, expand_back, contract_back, expand):
    """A linear layer between two tensors as one function, for less traffic in its backward.

    That is the same program turned round: contract the gradient by the patterns of the
    output, mix with the weights transposed, expand by the patterns of the input.
    """

    def run(x, sizes, counts, none, orders, top, bias, *weights):
        pieces = contract(x, *counts)
        offsets = (bias, *(None for _ in weights[1:]))
        mixed = [
            nn.functional.linear(z, w.T, b) for z, w, b in zip(pieces, weights, offsets)
        ]
        return expand(sizes, none, None, mixed, (x, top, orders)), *pieces

    class Layer(torch.autograd.Function):
        generate_vmap_rule = True

        @staticmethod
        def forward(*inputs):
            return run(*inputs)

        @staticmethod
        def setup_context(ctx, inputs, output):
            x, _, ctx.counts, ctx.none, ctx.orders, top, bias, *weights = inputs
            ctx.sizes, ctx.biased = inputs[1], bias is not None
            ctx.mark_non_differentiable(*output[1:])
            ctx.save_for_backward(x, top, *weights, *output[1:])
            ctx.save_for_forward(x, top, *weights)

        @staticmethod
        def backward(ctx, grad, *_):
            x, top, *rest = (saved.to(grad.dtype) for saved in ctx.saved_tensors)
            weights = rest[: len(rest) // 2]
            pieces = rest[len(rest) // 2 :]
            if torch.is_grad_enabled():
                pieces = contract(x, *ctx.counts)
            slopes = contract_back(grad, *ctx.none)
            dw = [_flat(z).mH @ _flat(s) for z, s in zip(pieces, slopes)]
            db = _flat(slopes[0]).sum(0) if ctx.biased else None
            dz = [s @ w.mH for s, w in zip(slopes, weights)]
            dx = expand_back(ctx.sizes, ctx.counts, None, dz)
            dx, dtop = _twist_back(grad, x, top, ctx.orders, dx)
            return dx, None, None, None, None, dtop, db, *dw

        @staticmethod
        def jvp(ctx, dx, sizes, counts, none, orders, dtop, dbias, *dw):
            x, top, *weights = ctx.saved_tensors
            zeros = [
                w.new_zeros(w.shape) if d is None else d for w, d in zip(weights, dw)
            ]
            fixed = (ctx.sizes, ctx.counts, ctx.none, ctx.orders)
            dtop = top.new_zeros(top.shape) if dtop is None else dtop
            y = run(x, *fixed, dtop, dbias, *zeros)[0]
            y = y if dx is None else y + run(dx, *fixed, top, None, *weights)[0]
            return y, *(None for _ in weights)

    def apply(*inputs):
        if torch.compiler.is_compiling() or not _is_watched(inputs[0], *inputs[5:]):
            return run(*inputs)[0]
        return Layer.apply(*inputs)[0]

    return apply


def _flat(x):
    return x.reshape(-1, x.shape[-1])
