def _derivatives(product, gradients, count=3):
    """What a product and its derivatives keep, and the derivatives of both, made of both.

    The product is linear in each of its `count` first operands; six tensors of a graph follow.
    """

    def keep_product(ctx, inputs, output):
        ctx.save_for_backward(*inputs)

    def keep_gradients(ctx, inputs, output):
        ctx.save_for_backward(*inputs[:-count])
        ctx.set_materialize_grads(False)
        ctx.needs = inputs[-count:]

    def by_operands(ctx, g):
        operands, graph = ctx.saved_tensors[:count], ctx.saved_tensors[count:]
        needs = ctx.needs_input_grad[:count]
        made = gradients(*operands, g, *graph, *needs)
        found = [t if n else None for t, n in zip(made, needs, strict=True)]
        return (*found, *(None,) * 6)

    def by_all(ctx, *given):
        known, g = ctx.saved_tensors[:count], ctx.saved_tensors[count]
        graph = ctx.saved_tensors[count + 1 :]
        wanted = ctx.needs_input_grad[: count + 1]
        found = [None] * (count + 1)
        for slot, v in enumerate(given):
            if v is None or not ctx.needs[slot]:
                continue
            operands = [*known[:slot], v, *known[slot + 1 :]]
            needs = [wanted[i] and i != slot for i in range(count)]
            if any(needs):
                made = gradients(*operands, g, *graph, *needs)
                for i, need in enumerate(needs):
                    if need:
                        found[i] = made[i] if found[i] is None else found[i] + made[i]
            if wanted[count]:
                made = product(*operands, *graph)
                found[count] = made if found[count] is None else found[count] + made
        return (*found, *(None,) * (6 + count))

    return (keep_product, by_operands), (keep_gradients, by_all)
