def _form(name, operands, source, launch=None):
    """The operators of a product: `symc::name`, and its derivatives by x, y and w.

    The product is linear in x, y and w and in what it is multiplied by, so that these two have all
    derivatives of any order: those of the second are sums of both, with other operands.
    """
    graph = "Tensor? source, Tensor? target, Tensor? by_target, Tensor? target_start, "
    graph += "Tensor? by_source, Tensor? source_start"
    library = torch.library.Library("symc", "FRAGMENT")
    if hasattr(torch.ops.symc, name):
        return library
    given = "Tensor x, Tensor y, Tensor? w"
    library.define(f"{name}({given}, {graph}) -> Tensor")
    library.define(
        f"{name}_gradients({given}, Tensor g, {graph}, bool dx, bool dy, bool dw)"
        " -> (Tensor, Tensor, Tensor)"
    )
    product = getattr(torch.ops.symc, name).default
    gradients = getattr(torch.ops.symc, f"{name}_gradients").default
    z_size, channels = operands.sizes[2], operands.channels

    def run(needs, x, y, w, g, graph, rows):
        wide = torch.float64 if x.dtype == torch.float64 else torch.float32
        kept = [None if t is None else t.to(wide).contiguous() for t in (x, y, w, g)]
        graph = [None if t is None else t.contiguous() for t in graph]
        flags = "".join(f" -DG{s}={int(n)}" for s, n in zip("XYW", needs, strict=True))
        threads = torch.get_num_threads()
        shared = w is not None and w.dim() == 2
        made = [kept[0].new_empty((rows, z_size, channels) if g is None else 0)]
        for need, operand in zip(needs, kept[:3], strict=True):
            made.append(kept[0].new_empty(0))
            if need and operand is not None:
                made[-1] = torch.empty_like(operand)
        if needs[2] and shared:
            made[3] = kept[2].new_zeros((threads, *w.shape))
        kernel = _native(name, source, wide, flags if any(needs) else "")
        if kernel is None:
            raise RuntimeError(f"{name}: there is no C++ for this operator")
        nodes = x.shape[0] if any(needs) else rows
        step = 0 if w is None or shared else operands.paths * channels
        held = [*kept, *made, *graph]
        pointers = [None if t is None else t.data_ptr() for t in held]
        kernel(y.shape[0], nodes, step, threads, *pointers)
        if needs[2] and shared:
            made[3] = made[3].sum(0)
        return [t.to(o.dtype) for t, o in zip(made, (x, x, y, x if w is None else w))]

    def check(x, y, w, graph, g=None, by_x=False):
        wanted = ("source", "by_target", "target_start")
        if g is not None:
            kernels = launch is not None and (x.is_cuda or _interpreted())
            wanted = (*wanted, "target") if kernels else ("source", "target")
        wanted += ("by_source", "source_start") if by_x else ()
        operands.check(x, y, w, graph, wanted, g)

    def rows_of(x, graph):
        return x.shape[0] if graph[3] is None else graph[3].shape[0] - 1

    def product_cpu(x, y, w, *graph):
        check(x, y, w, graph)
        if launch is not None and _interpreted():
            return product_triton(x, y, w, *graph)
        return run((0, 0, 0), x, y, w, None, graph, rows_of(x, graph))[0]

    def gradients_cpu(x, y, w, g, *rest):
        *graph, dx, dy, dw = rest
        check(x, y, w, graph, g, dx)
        if launch is not None and _interpreted():
            return gradients_triton(x, y, w, g, *rest)
        needs = (dx, dy, dw and w is not None)
        if not any(needs):
            return tuple(x.new_empty(0) for _ in needs)
        return tuple(run(needs, x, y, w, g, graph, g.shape[0])[1:])

    def product_triton(x, y, w, *graph):
        check(x, y, w, graph)
        return launch.product(x, y, w, graph, rows_of(x, graph))

    def gradients_triton(x, y, w, g, *rest):
        *graph, dx, dy, dw = rest
        check(x, y, w, graph, g, dx)
        return launch.gradients((dx, dy, dw and w is not None), x, y, w, g, graph)

    def product_fake(x, y, w, *graph):
        return x.new_empty((rows_of(x, graph), z_size, channels))

    def gradients_fake(x, y, w, g, *rest):
        needs = (*rest[-3:-1], rest[-1] and w is not None)
        both = zip((x, y, w), needs, strict=True)
        return tuple(torch.empty_like(t) if n else x.new_empty(0) for t, n in both)

    of_product, of_gradients = _derivatives(product, gradients)
    library.impl(name, product_cpu, "CPU")
    library.impl(f"{name}_gradients", gradients_cpu, "CPU")
    if launch is not None:
        library.impl(name, product_triton, "CUDA")
        library.impl(f"{name}_gradients", gradients_triton, "CUDA")
    torch.library.register_fake(f"symc::{name}", product_fake, lib=library)
    torch.library.register_fake(f"symc::{name}_gradients", gradients_fake, lib=library)
    for label, (keep, derive) in (("", of_product), ("_gradients", of_gradients)):
        torch.library.register_autograd(
            f"symc::{name}{label}", derive, setup_context=keep, lib=library
        )
    return library
