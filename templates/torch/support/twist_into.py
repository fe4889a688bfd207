def _is_large(x, axes):
    """Whether permuted copies of x would leave the cache: on a CPU they are made piecewise."""
    if x.is_cuda or torch.compiler.is_compiling():
        return False
    return x.numel() > 2**18 and x.shape[-1 - axes :].numel() >= 2**14


def _scratch(axes, *tensors):
    """Tensors cut along the batch, so that permuted copies stay within a MiB on a CPU."""
    flat = [x.reshape(-1, *x.shape[x.dim() - axes - 1 :]) for x in tensors]
    if not _is_large(flat[0], axes):
        return [flat]
    return zip(*(x.split(max(1, 2**18 // flat[0][0].numel())) for x in flat))


def _twist_into(y, z, w, orders):
    """Add the twist of z to y in place."""
    axes, z, w = len(orders[0]), z.to(y.dtype), w.to(y.dtype)
    for order, m in zip(orders, w.unbind()):
        if order == tuple(range(axes)):
            y.view(-1, y.shape[-1]).addmm_(z.reshape(-1, z.shape[-1]), m)
        elif axes == 2 and _is_large(y, axes):
            m = m.expand(y.shape[-3], -1, -1)
            turned = z.reshape(-1, *z.shape[-3:]).transpose(1, 2)
            for one, item in zip(y.view(-1, *y.shape[-3:]).unbind(), turned.unbind()):
                one.baddbmm_(item, m)
        else:
            for one, item in _scratch(axes, y, z):
                turned = _permute(item, order).reshape(-1, z.shape[-1])
                one.view(-1, y.shape[-1]).addmm_(turned, m)


def _twist_back(grad, z, w, orders, dz=None):
    """The gradients of `_twist` by z, added to `dz` if there is one, and by w."""
    z, w = z.to(grad.dtype), w.to(grad.dtype)
    inverse = [[order.index(i) for i in range(len(order))] for order in orders]
    if torch.is_grad_enabled() or not _is_at_hand(grad, z, w):
        rows = z.reshape(-1, z.shape[-1]).mH
        turned = [_permute(grad, order).flatten(0, -2) for order in inverse]
        back = _twist(grad, w.mH, inverse)
        return back if dz is None else dz + back, torch.stack(
            [rows @ g for g in turned]
        )
    dz = grad.new_zeros(z.shape) if dz is None else dz.contiguous()
    dw = grad.new_zeros(w.shape)
    for g, b, d in _scratch(len(orders[0]), grad, z, dz):
        rows, flat = b.reshape(-1, b.shape[-1]).mH, d.view(-1, d.shape[-1])
        for i, (order, m) in enumerate(zip(inverse, w.unbind())):
            turned = _permute(g, order).reshape(-1, g.shape[-1])
            flat.addmm_(turned, m.mH)
            dw[i].addmm_(rows, turned)
    return dz, dw
