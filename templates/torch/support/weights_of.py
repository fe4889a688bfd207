def _weights_of(h, w, precision):
    """The weights h @ w of some entries, on a GPU in a given precision."""
    matrix = w.flatten(1)
    at_kernel = triton is not None and (h.is_cuda or _interpreted())
    if not at_kernel or h.dtype != torch.float32 or not h.numel():
        return (h @ matrix).view(-1, *w.shape[1:])
    h, matrix = h.contiguous(), matrix.contiguous()
    (entries, hidden), size = h.shape, matrix.shape[1]
    made = h.new_empty(entries, size)
    grid = (-(-entries // 64), -(-size // 64))
    sizes = {"H": hidden, "N": size, "P": precision}
    if h.is_cuda:
        with torch.cuda.device(h.device):
            _weights_kernel[grid](h, matrix, made, entries, **sizes)
    else:
        _weights_kernel[grid](h, matrix, made, entries, **sizes)
    return made.view(-1, *w.shape[1:])


if triton is not None:

    @triton.jit
    def _weights_kernel(
        h, w, out, entries, H: tl.constexpr, N: tl.constexpr, P: tl.constexpr
    ):
        row = tl.program_id(0).to(tl.int64) * 64 + tl.arange(0, 64)[:, None]
        column = tl.program_id(1) * 64 + tl.arange(0, 64)[None, :]
        total = tl.zeros((64, 64), tl.float32)
        for first in range(0, H, 32):
            n = first + tl.arange(0, 32)
            known = (row < entries) & (n[None, :] < H)
            left = tl.load(h + row * H + n[None, :], mask=known, other=0.0)
            known = (n[:, None] < H) & (column < N)
            right = tl.load(w + n[:, None] * N + column, mask=known, other=0.0)
            if P == "bf16":
                total += tl.dot(left.to(tl.bfloat16), right.to(tl.bfloat16))
            else:
                total += tl.dot(left, right, input_precision=P)
        tl.store(out + row * N + column, total, mask=(row < entries) & (column < N))
