"""The graph of a model: every edge has a way of its own past the boxes of other calls."""

import re
from itertools import pairwise

from symc.compiler import understand
from symc.dossier.flow import HIGH, WIDE, flow
from symc.report import Source

LONG = """\
group Rot = O(3)
model Long(x: 2 [Rot], s: 3 []) -> [Rot] {
    a = linear(x -> 2 [Rot])
    b = norm_act(a, silu)
    c = norm_act(b, silu)
    return bilinear(linear(s -> 4 []), a + c + x -> [Rot])
}
"""


def test_no_edge_passes_behind_a_box() -> None:
    """Sampled along every curve; an end may touch the box that it belongs to."""
    drawn = flow(understand(Source("spec.sym", LONG)).models[0])
    boxes = [
        (float(x), float(y)) for x, y in re.findall(r'<rect x="([-\d.]+)" y="([-\d.]+)"', drawn)
    ]
    curves = re.findall(r'<path d="M([-\d.]+) ([-\d.]+) C([-\d. ]+)"', drawn)
    assert len(boxes) == 9 and len(curves) > len(boxes)
    for x, y, rest in curves:
        numbers = [float(x), float(y), *map(float, rest.split())]
        ends = [complex(numbers[i], numbers[i + 1]) for i in range(0, 8, 2)]
        for t in (k / 40 for k in range(41)):
            steps = ends
            while len(steps) > 1:
                steps = [a * (1 - t) + b * t for a, b in pairwise(steps)]
            for left, top in boxes:
                inside = left < steps[0].real < left + WIDE and top < steps[0].imag < top + HIGH
                assert not inside


def test_every_box_is_joined() -> None:
    """An edge leaves every argument and call, and one reaches every call and the result."""
    drawn = flow(understand(Source("spec.sym", LONG)).models[0])
    found = re.findall(r'<rect x="([-\d.]+)" y="([-\d.]+)"', drawn)
    boxes = [(float(x) + WIDE / 2, float(y)) for x, y in found]
    curves = re.findall(r'M([-\d.]+) ([-\d.]+) C[-\d. ]+ ([-\d.]+) ([-\d.]+)"', drawn)
    starts = {(float(x), float(y)) for x, y, *_ in curves}
    ends = {(float(u), float(v)) for *_, u, v in curves}
    assert all((x, y + HIGH) in starts for x, y in boxes[:-1])
    assert all((x, y) in ends for x, y in boxes[2:])
