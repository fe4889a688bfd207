def _polynomials(element, label):
    """The action on x^(k-i) y^i, each over the root of its norm, weights descending."""
    k = int(label)
    found = torch.zeros(k + 1, k + 1, dtype=torch.complex128)
    for i in range(k + 1):
        image = torch.ones(1, dtype=torch.complex128)
        for column in [0] * (k - i) + [1] * i:
            grown = torch.zeros(len(image) + 1, dtype=torch.complex128)
            grown[:-1] += image * element[0, column]
            grown[1:] += image * element[1, column]
            image = grown
        for j in range(k + 1):
            found[j, i] = image[j] * math.sqrt(math.comb(k, i) / math.comb(k, j))
    return found
