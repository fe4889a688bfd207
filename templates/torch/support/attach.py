def _attach(x, letters, made, *epsilons):
    """Contract axes with Levi-Civita symbols, each (size, slots, legs) by letters of axes.

    The number of coordinates of positive square may follow.
    """
    for size, slots, legs, *plus in epsilons:
        taken = tuple(letters.index(c) - len(letters) - 1 for c in slots)
        x = _epsilon(x, size, taken, tuple(range(-1 - len(legs), -1)), False, *plus)
        letters = "".join(c for c in letters if c not in slots) + legs
    return x if letters == made else _permute(x, [letters.index(c) for c in made])
