def _signed_orbits(bottom, top, *generators):
    """Orbits of signed index tuples, counted from 1, with the sign; 0 where it cancels."""
    shape = (*bottom, *top)
    count, images = math.prod(shape), []
    for generator in generators:
        image, odd = _image(shape, generator)
        images.append(torch.cat([image + count * odd, image + count * ~odd]))
    plus, minus = _labels(2 * count, images).chunk(2)
    least = torch.minimum(plus, minus)
    held, numbers = (plus != minus), torch.zeros(count, dtype=torch.long)
    numbers[held] = least[held].unique(return_inverse=True)[1] + 1
    signed = torch.where(plus == least, numbers, -numbers).to(torch.int32)
    return signed.view(math.prod(bottom), math.prod(top))
