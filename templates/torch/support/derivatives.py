def _derivatives(product, gradients):
    """What a product and its derivatives keep, and the derivatives of both, made of both."""

    def keep_product(ctx, inputs, output):
        ctx.save_for_backward(*inputs)

    def keep_gradients(ctx, inputs, output):
        ctx.save_for_backward(*inputs[:-3])
        ctx.set_materialize_grads(False)
        ctx.needs = inputs[-3:]

    def by_operands(ctx, g):
        x, y, w, *graph = ctx.saved_tensors
        needs = ctx.needs_input_grad[:3]
        made = gradients(x, y, w, g, *graph, *needs)
        found = [t if n else None for t, n in zip(made, needs, strict=True)]
        return (*found, *(None,) * 6)

    def by_all(ctx, *given):
        x, y, w, g, *graph = ctx.saved_tensors
        wanted = ctx.needs_input_grad[:4]
        found = [None] * 4
        for slot, v in enumerate(given):
            if v is None or not ctx.needs[slot]:
                continue
            operands = [x, y, w]
            operands[slot] = v
            needs = [wanted[i] and i != slot for i in range(3)]
            if any(needs):
                made = gradients(*operands, g, *graph, *needs)
                for i, need in enumerate(needs):
                    if need:
                        found[i] = made[i] if found[i] is None else found[i] + made[i]
            if wanted[3]:
                made = product(*operands, *graph)
                found[3] = made if found[3] is None else found[3] + made
        return (*found, *(None,) * 9)

    return (keep_product, by_operands), (keep_gradients, by_all)
