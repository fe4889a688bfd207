def _together(run, turned, tensors, weights, results):
    """A linear layer of several tensors as one function, with its derivatives of any order.

    `run` gives all results and what met the weights; `turned` is the same program turned
    round. `torch.compile` and derivatives in forward mode see plain operations.
    """
    learned = tensors + weights

    def flat(*inputs):
        made, rows = run(*inputs)
        return *made, *rows

    class Together(torch.autograd.Function):
        @staticmethod
        def forward(*inputs):
            return flat(*inputs)

        @staticmethod
        def setup_context(ctx, inputs, output):
            ctx.given = inputs[learned:]
            ctx.shapes = [y.shape for y in output[:results]]
            ctx.set_materialize_grads(False)
            ctx.mark_non_differentiable(*output[results:])
            ctx.save_for_backward(*inputs[:learned], *output[results:])

        @staticmethod
        def backward(ctx, *grads):
            saved = ctx.saved_tensors
            inputs, rows = (*saved[:learned], *ctx.given), saved[learned:]
            if torch.is_grad_enabled():
                rows = run(*inputs)[1]
            slopes = [
                inputs[0].new_zeros(shape) if dy is None else dy
                for dy, shape in zip(grads, ctx.shapes)
            ]
            deep = any(ctx.needs_input_grad[:tensors])
            dx, dw = turned(deep, slopes, rows, *inputs)
            return *(dx if deep else (None,) * tensors), *dw, *(None for _ in ctx.given)

        @staticmethod
        def vmap(info, dims, *inputs):
            if any(dim is not None for dim in dims[tensors:]):
                made = torch.vmap(flat, dims)(*inputs)
            else:
                one = (info.batch_size,)
                moved = [
                    x.expand(one + x.shape) if dim is None else x.movedim(dim, 0)
                    for x, dim in zip(inputs[:tensors], dims)
                ]
                made = Together.apply(*moved, *inputs[tensors:])
            return made, (0,) * len(made)

    def apply(*inputs):
        if not _is_watched(*inputs[:learned]) or _is_traced():
            return run(*inputs)[0]
        return Together.apply(*inputs)[:results]

    return apply


def _is_traced():
    """Whether plain operations are wanted: for `torch.compile`, or tangents beside values."""
    level = getattr(torch.autograd.forward_ad, "_current_level", -1)
    return torch.compiler.is_compiling() or level >= 0


def _onto(y, x, axis, count=None):
    """What is y, new, plus x spread over an axis: in place where nobody would notice."""
    x = x.unsqueeze(axis)
    alone = torch.is_grad_enabled() or isinstance(count, Tensor) or _is_traced()
    if alone or not _is_at_hand(y, x):
        return y + (x if count is None else _per(x, count))
    return y.add_(x, alpha=1 if count is None else 1 / count)


def _rows(x):
    return x.reshape(-1, x.shape[-1])


def _matrix_slope(rows, slopes):
    """The gradient of a matrix from what met it and the gradient of what came of it."""
    return _rows(rows.to(slopes.dtype)).mH @ _rows(slopes)


def _twist_slope(z, slope, orders):
    """The gradients of the matrices of a twist; `orders` are those of the slope."""
    return torch.stack([_matrix_slope(z, _permute(slope, order)) for order in orders])


def _back(slopes, matrix):
    """The gradient of rows from that of their product with a matrix."""
    return slopes @ matrix.to(slopes.dtype).mH
