def _orbits(bottom, top, *generators):
    """The number of the orbit of every index tuple, in the order of their smallest tuples.

    A generator has the images of the points of every axis, or one list for all axes. The
    result has bottom entries as rows and top entries as columns.
    """
    shape = (*bottom, *top)
    labels = _labels(math.prod(shape), [_image(shape, g)[0] for g in generators])
    _, numbers = labels.unique(return_inverse=True)
    return numbers.view(math.prod(bottom), math.prod(top))


def _image(shape, generator):
    """Where a generator sends every flat index, and whether it changes the sign."""
    image = torch.zeros(shape, dtype=torch.long)
    odd = torch.zeros(shape, dtype=torch.bool)
    if all(isinstance(point, int) for point in generator):
        generator = [generator] * len(shape)
    for axis, points in enumerate(generator):
        place = [1] * len(shape)
        place[axis] = -1
        points = torch.tensor(points)
        to = torch.where(points < 0, -1 - points, points)
        image += to.view(place) * math.prod(shape[axis + 1 :])
        odd ^= (points < 0).view(place)
    return image.flatten(), odd.flatten()


def _labels(count, images):
    """The smallest index of every orbit."""
    labels, old = torch.arange(count), None
    while old is None or not torch.equal(labels, old):
        old = labels
        for image in images:
            labels = torch.minimum(labels, labels[image])
            labels = labels.scatter_reduce(0, image, labels, "amin")
        labels = labels[labels]
    return labels
