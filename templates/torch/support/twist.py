def _twist(z, w, orders):
    """The sum of z, permuted by each of the orders, times its own matrix."""
    return sum(_permute(z, order) @ m for order, m in zip(orders, w.unbind()))


def _twist_into(y, z, w, orders):
    """Add the twist of z to y in place."""
    flat = y.view(-1, y.shape[-1])
    for order, m in zip(orders, w.unbind()):
        flat.addmm_(_permute(z, order).reshape(-1, z.shape[-1]), m)


def _twist_back(grad, z, w, orders, dz=None):
    """The gradients of `_twist` by z, added to `dz` if there is one, and by w."""
    inverse = [[order.index(i) for i in range(len(order))] for order in orders]
    rows = z.reshape(-1, z.shape[-1]).T
    if torch.is_grad_enabled():
        turned = [_permute(grad, order).flatten(0, -2) for order in inverse]
        back = _twist(grad, w.transpose(-1, -2), inverse)
        return back if dz is None else dz + back, torch.stack(
            [rows @ g for g in turned]
        )
    dz = z.new_zeros(z.shape) if dz is None else dz.contiguous()
    dw = []
    for order, m in zip(inverse, w.unbind()):
        turned = _permute(grad, order).reshape(-1, grad.shape[-1])
        dz.view(-1, dz.shape[-1]).addmm_(turned, m.T)
        dw.append(rows @ turned)
    return dz, torch.stack(dw)
