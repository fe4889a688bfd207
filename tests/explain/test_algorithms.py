"""The table of algorithms of a product: counts of the literature, and what may be equal."""

import pytest
from rich.console import Console

from symc.compiler import plan, understand
from symc.explain import explain
from symc.report import Source
from symc.solve import solve


def lines(body: str, degree: int, c: int = 1) -> tuple[str, ...]:
    """What `explain` says of the product of all irreps up to a degree with themselves."""
    even = " + ".join(f"{c}x{k}" for k in range(degree + 1))
    text = f"""group Rot = SO(3)
model Product(x: [Rot({even})], v: [Rot], u: 2 [Rot]) -> [Rot({even})] {{
{body.format(L=degree, T=even)}
}}
"""
    module = understand(Source("spec.sym", text))
    (account,) = explain(solve(module), plan(module))
    return account.layers[-1].plan


ALONG = """    y = spherical_harmonics(v, {L})
    return tensor_product(x, y -> [Rot({T})], mode = channelwise)"""
PLAIN = """    return tensor_product(x, v -> [Rot({T})], mode = channelwise)"""
SEVERAL = """    y = spherical_harmonics(u, {L})
    return tensor_product(x, y -> [Rot({T})], mode = channelwise)"""


@pytest.mark.parametrize(
    ("degree", "dense", "nonzero", "first"),
    [(1, 55, 16, 16), (2, 615, 137, 129), (3, 3436, 611, 541)],
)
def test_counts_are_those_of_a_count_by_hand(
    degree: int, dense: int, nonzero: int, first: int
) -> None:
    for c in (1, 8):
        found = lines(ALONG, degree, c)
        assert f"dense: {c * dense:,} multiply-adds an entry (equal)" in found
        assert f"cg: {c * nonzero:,} multiply-adds an entry (equal)" in found
        assert found[2].startswith(f"cg, y first: {nonzero + c * first:,} ")
        assert found[2].endswith("(equal, taken)")


@pytest.mark.parametrize("degree", [1, 2, 3])
def test_the_frame_of_an_edge_turns_both_ways_and_couples_orders(degree: int) -> None:
    """Order 0 of y joins m to m (even sums of degrees) or m to -m (odd ones, not m = 0)."""
    sizes = range(degree + 1)
    turned = 2 * sum((2 * k + 1) ** 2 for k in sizes if k)
    coupled = sum(
        2 * min(a, c) + (a + b + c + 1) % 2
        for a in sizes
        for b in sizes
        for c in sizes
        if abs(a - b) <= c <= a + b and (min(a, c) or not (a + b + c) % 2)
    )
    (row,) = (line for line in lines(ALONG, degree) if line.startswith("so2"))
    # A coefficient of a path may vanish by accident of its numbers, never appear.
    count = int(row.removeprefix("so2: ").split(" ")[0].replace(",", ""))
    assert turned < count <= turned + coupled
    assert row.endswith("for the rotations (equal)")


@pytest.mark.parametrize("body", [PLAIN, SEVERAL])
def test_without_one_direction_there_is_no_frame(body: str) -> None:
    assert "so2: only of harmonics of one vector" in lines(body, 1)


def taken(body: str, degree: int) -> list[str]:
    return [line.split(":")[0] for line in lines(body, degree, 64) if "taken" in line]


@pytest.mark.slow
def test_the_frame_is_taken_where_it_is_asked_for_or_much_cheaper() -> None:
    """At l = 6 a coupling straight through is almost three times what is done in the frame."""
    asked = ALONG.replace("channelwise", "channelwise, algorithm = so2")
    straight = ALONG.replace("channelwise", "channelwise, algorithm = cg")
    assert taken(asked, 2) == ["so2"]
    assert taken(ALONG, 2) == ["cg, y first"]
    assert taken(ALONG, 6) == ["so2"]
    assert taken(straight, 6) == ["cg, y first"]


def test_the_table_is_printed_for_products_with_and_without_weights() -> None:
    from symc.explain.tree import tree

    for options in ("", ", weights = none"):
        text = f"""group Rot = O(3)
model Product(x: 2 [Rot], y: [Rot]) -> 2 [Rot.1e] {{
    return tensor_product(x, y -> 2 [Rot.1e], mode = channelwise{options})
}}
"""
        module = understand(Source("spec.sym", text))
        (account,) = explain(solve(module), plan(module))
        console = Console(width=100)
        with console.capture() as printed:
            console.print(tree(account, {}, 100))
        shown = printed.get()
        assert "cg, y first: 18 multiply-adds an entry (equal, taken)" in shown


def test_channels_that_points_mix_are_not_mixed_in_the_frames_of_edges() -> None:
    """Of all edges alike they are mixed after the sum, of every edge in its own way before it."""
    irreps = " + ".join(f"16x{k}" for k in range(7))
    for options, wanted in (("", "cg, y first"), (", weights = mlp(norm(v), 2)", "so2")):
        text = f"""size n
group Atoms = S(n)
group Rot = SO(3)
graph Bonds on Atoms
model Conv(h: [Atoms, Rot({irreps})], v: [Bonds, Rot], b: Bonds) -> [Atoms, Rot({irreps})] {{
    y = spherical_harmonics(v, 6)
    m = tensor_product(gather(h at b.source), y -> [Bonds, Rot({irreps})], mode = full{options})
    return scatter(m to b.target)
}}
"""
        module = understand(Source("spec.sym", text))
        (account,) = explain(solve(module), plan(module))
        rows = [line for layer in account.layers for line in layer.plan if "taken" in line]
        assert [row.split(":")[0] for row in rows] == [wanted], options


def test_every_way_of_functions_on_the_sphere_is_shown() -> None:
    body = ALONG.replace("mode = channelwise", "mode = channelwise, algorithm = gaunt")
    found = [line for line in lines(body, 2, 8) if line.startswith(("cg", "gaunt"))]
    assert [line.split(":")[0] for line in found] == [
        "cg",
        "gaunt, by values on a grid",
        "gaunt, by couplings",
        "gaunt, in the frame of its vector",
    ]
    assert sum("as asked for, taken" in line for line in found) == 1
    plain = lines(PLAIN.replace("channelwise", "channelwise, algorithm = gaunt"), 2, 8)
    assert not any("in the frame" in line for line in plain)
