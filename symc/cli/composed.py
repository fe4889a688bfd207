"""Groups that are made of others or read from files, for `symc list groups` and `symc explain`."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Way:
    """A way to give a group that is no family: its word, one line, the long text, an example."""

    name: str
    summary: str
    text: str
    example: str


WAYS = (
    Way(
        "E",
        "E(n): rotations, reflections and translations of R^n, acting on points",
        "`[Space]` is a point, `[Space.vector]` a vector, which translations leave alone. Points\n"
        "are passed, returned, gathered, subtracted (which gives a vector), moved by a vector\n"
        "(`p + v`) and averaged with `mean`; layers take vectors only.",
        "group Space = E(3)",
    ),
    Way(
        "SE",
        "SE(n): rotations and translations of R^n, acting on points",
        "As E(n), without reflections.",
        "group Space = SE(3)",
    ),
    Way(
        "wr",
        "H wr K: wreath product, an own H in every point of K, on one axis of all leaves",
        "The innermost factor stands first: `S(3) wr S(4)` acts on 12 leaves, in 4 blocks of 3.\n"
        "Factors are families of (signed) permutations of constant size. Of symmetric groups the\n"
        "maps are nested partitions.",
        "group Tree = S(3) wr S(4)",
    ),
    Way(
        "within",
        "S(m) within H: an own S(m) in every point of H, with an axis of its own",
        "Both are symmetric groups of constant size. An axis of the inner group belongs to the\n"
        "nearest axis of the outer one to its left: `[Heads, Dk]`, or `[(Heads, Dk)]` for one\n"
        "axis row-major over both.",
        "group Heads = S(4)\ngroup Dk = S(8) within Heads",
    ),
    Way(
        "automorphisms",
        'automorphisms("file"): the symmetries of a graph in a file',
        "Nodes are in the order of their labels; weights and colours are kept. The path is\n"
        "relative to the spec; the suffix says how the file is written: .edgelist, .adjlist,\n"
        ".graphml, .gml, .graph6, .sparse6.",
        'group Net = automorphisms("petersen.edgelist")',
    ),
    Way(
        "stabilizer",
        "stabilizer(G, v): the subgroup of G that fixes a vector",
        "A model whose types name both is symmetric under the subgroup, which moves the axes of\n"
        "both.",
        "group Rot = O(3)\ngroup Axial = stabilizer(Rot, [0, 0, 1])",
    ),
)


def find(word: str) -> Way | None:
    """The way of this name."""
    return next((way for way in WAYS if way.name == word), None)
