def _points(*lines):
    """Numbers written as text."""
    return tuple(int(word) for line in lines for word in line.split())
