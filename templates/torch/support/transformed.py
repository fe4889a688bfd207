def _transformed(name, count=3):
    """The product `symc::name` for transforms of functions, such as `torch.func.vjp`.

    These take no operator whose derivative is registered, but functions with the same derivatives.
    """
    operator = getattr(torch.ops.symc, name)
    operator_gradients = getattr(torch.ops.symc, f"{name}_gradients")

    def product(*operands):
        return Product.apply(*operands)

    def gradients(*operands):
        return Gradients.apply(*operands)

    of_product, of_gradients = _derivatives(product, gradients, count)

    class Product(torch.autograd.Function):
        @staticmethod
        def forward(*operands):
            return operator(*operands)

        @staticmethod
        def setup_context(ctx, inputs, output):
            of_product[0](ctx, inputs, output)
            ctx.save_for_forward(*inputs)

        backward = staticmethod(of_product[1])

        @staticmethod
        def jvp(ctx, *along):
            *operands, graph = _split(ctx.saved_tensors, count)
            made = (product(*o, *graph) for _, o in _replaced(operands, along))
            return functools.reduce(torch.add, made)

        @staticmethod
        def vmap(info, dims, *operands):
            made = _item_by_item(product, info.batch_size, dims, operands)
            return torch.stack(made), 0

    class Gradients(torch.autograd.Function):
        @staticmethod
        def forward(*operands):
            return operator_gradients(*operands)

        @staticmethod
        def setup_context(ctx, inputs, output):
            of_gradients[0](ctx, inputs, output)
            ctx.save_for_forward(*inputs[:-count])

        backward = staticmethod(of_gradients[1])

        @staticmethod
        def jvp(ctx, *along):
            *operands, graph = _split(ctx.saved_tensors, count + 1)
            both = zip(operands, ctx.needs)
            found = [x.new_zeros(x.shape if n else 0) for x, n in both if x is not None]
            found += [operands[0].new_zeros(0)] * (count - len(found))
            for slot, given in _replaced(operands, along):
                needs = [n and i != slot for i, n in enumerate(ctx.needs)]
                made = gradients(*given, *graph, *needs)
                found = [f + m if n else f for f, m, n in zip(found, made, needs)]
            return tuple(found)

        @staticmethod
        def vmap(info, dims, *operands):
            made = _item_by_item(gradients, info.batch_size, dims, operands)
            return tuple(map(torch.stack, zip(*made, strict=True))), (0,) * count

    return torch.compiler.allow_in_graph(product)


def _split(tensors, count):
    return *tensors[:count], tensors[count:]


def _replaced(operands, along):
    """The operands with each of them by its direction, where there is one, and its place."""
    for slot, given in enumerate(operands):
        if given is not None and along[slot] is not None:
            yield slot, [*operands[:slot], along[slot], *operands[slot + 1 :]]


def _item_by_item(function, count, dims, operands):
    """A function of every item of a batch."""
    both = tuple(zip(operands, dims, strict=True))
    return [
        function(*(x if d is None else x.select(d, i) for x, d in both))
        for i in range(count)
    ]
