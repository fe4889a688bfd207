def _finite(name, x):
    """The same, all of whose entries are finite, or a `ValueError` when this is run."""
    if not x.is_floating_point() and not x.is_complex():
        return x
    return x + torch.ops.symc_checked.finite(name, x.detach())


def _ranged(name, x, limit, rising=False):
    """The same numbers of points, all of which there are, or a `ValueError`."""
    if x is None:
        return x
    if not isinstance(x, Tensor):
        source, target = (_ranged(name, end, limit) for end in (x.source, x.target))
        return x._replace(source=source, target=target)
    if x.dtype != torch.int64:
        return x
    return x + torch.ops.symc_checked.ranged(name, x, limit, rising)


def _finite_squares(name, x, dims):
    """Vectors along some axes whose squared lengths are in range, or a `ValueError`."""
    return x + torch.ops.symc_checked.squared(name, x.detach(), dims)


def _directed(name, x, dims, order, edges):
    """Vectors on edges, none of which is too short for a direction, or a `ValueError`."""
    return x + torch.ops.symc_checked.directed(name, x.detach(), dims, order, edges)


def _raise_not_finite(name, x):
    bad = ~torch.isfinite(x)
    if bool(bad.any()):
        at = tuple(bad.nonzero()[0].tolist())
        why = f"{x[at].item()} at {at}" if at else f"{x.item()}"
        raise ValueError(f"{name}: expected finite {x.dtype}, got {why}")
    return x.new_zeros(())


def _raise_not_ranged(name, x, limit, rising):
    bad = (x < 0) | (x >= limit)
    if bool(bad.any()):
        at = tuple(bad.nonzero()[0].tolist())
        got = f"{x[at].item()} at {at}"
        raise ValueError(f"{name}: expected 0 to {limit - 1}, got {got}")
    if rising and bool((x[..., 1:] < x[..., :-1]).any()):
        raise ValueError(f"{name}: expected graphs in order")
    return x.new_zeros(())


def _raise_not_squared(name, x, dims):
    square = (x.float() if x.dtype.itemsize == 2 else x).abs().square()
    bad = ~torch.isfinite(square.sum(dims) if dims else square)
    if bool(bad.any()):
        at = tuple(bad.nonzero()[0].tolist())
        raise ValueError(f"{name}: squared length beyond {x.dtype} at {at}")
    return x.new_zeros(())


def _raise_not_directed(name, x, dims, order, edges):
    bad = x.square().sum(dims) == 0
    if bool(bad.any()):
        row = int(bad.nonzero()[0][0])
        raise ValueError(
            f"{edges}: edge {int(order[row])} has length 0 in {name}, and no direction"
        )
    return x.new_zeros(())


def _register_checks():
    """The four checks as operators, so that compiled and exported modules run them, too."""
    checks = {
        "finite": (_raise_not_finite, ""),
        "ranged": (_raise_not_ranged, ", SymInt limit, bool rising"),
        "squared": (_raise_not_squared, ", int[] dims"),
        "directed": (_raise_not_directed, ", int[] dims, Tensor order, str edges"),
    }
    for word, (check, rest) in checks.items():
        made = torch.library.custom_op(
            f"symc_checked::{word}",
            check,
            mutates_args=(),
            schema=f"(str name, Tensor x{rest}) -> Tensor",
        )
        made.register_fake(lambda name, x, *rest: x.new_zeros(()))
        made.register_vmap(_batched(made))


def _batched(check):
    """A check of a batch, item by item."""

    def batched(info, in_dims, *given):
        for i in range(info.batch_size):
            item = (
                x if dim is None else x.select(dim, i) for x, dim in zip(given, in_dims)
            )
            zero = check(*item)
        return zero, None

    return batched


if not hasattr(torch.ops.symc_checked, "finite"):
    _register_checks()
