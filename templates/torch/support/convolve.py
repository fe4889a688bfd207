def _convolve(rows, weight, size, heights, widths):
    """Cyclic convolutions of the axis before the channels, one product for each frequency.

    Every block of `rows` and of the result has an axis of length `size` and then its
    channels. Weights are blocks (size, channels in, channels out), row by row.
    """
    if (
        not torch.compiler.is_compiling() and not rows.numel()
    ):  # no transform of nothing
        return rows.new_zeros(*rows.shape[:-1], sum(widths)) + 0 * weight.sum()
    blocks = [part.unflatten(-1, (size, -1)) for part in rows.split(heights, -1)]
    h, w = [height // size for height in heights], [width // size for width in widths]
    counts = [size * a * b for a in h for b in w]
    parts = iter(weight.split(counts))
    kernel = torch.cat(
        [torch.cat([next(parts).view(size, a, b) for b in w], -1) for a in h], -2
    )
    waves = torch.fft.rfft(torch.cat(blocks, -1), dim=-2).movedim(-2, 0)
    flat = waves.reshape(waves.shape[0], -1, waves.shape[-1])
    mixed = flat @ torch.fft.rfft(kernel, dim=0)
    mixed = mixed.reshape(*waves.shape[:-1], -1).movedim(0, -2)
    made = torch.fft.irfft(mixed, size, dim=-2).split(w, -1)
    return torch.cat([part.flatten(-2) for part in made], -1)
