def _twist(z, w, orders):
    """The sum of z, permuted by each of the orders, times its own matrix."""
    return sum(_permute(z, order) @ m for order, m in zip(orders, w.unbind()))


def _twist_into(y, z, w, orders):
    flat = y.view(-1, y.shape[-1])
    for order, m in zip(orders, w.unbind()):
        flat.addmm_(_permute(z, order).reshape(-1, z.shape[-1]), m)


def _twist_back(grad, z, w, orders):
    """The gradients of `_twist` by z and by w."""
    flat, dz, dw = z.reshape(-1, z.shape[-1]), None, []
    for order, m in zip(orders, w.unbind()):
        inverse = [order.index(i) for i in range(len(order))]
        back = _permute(grad, inverse).reshape(-1, grad.shape[-1])
        dz = back @ m.T if dz is None else dz.addmm_(back, m.T)
        dw.append(flat.T @ back)
    return dz.view(z.shape), torch.stack(dw)
