"""What a model means: values asserted on the flat list of nodes."""

from fractions import Fraction

import pytest

from symc.ir.model import Combine, Gate, Linear, Model, Pointwise
from symc.ir.symmetry import Axis, Group, Part, Record, Sum
from tests.check.specs import codes, model, module, shared, texts

NODES = "size n\ngroup Nodes = S(n)\n"
ROT = "group Rot = O(3)\n"
PLAIN = ["deepsets", "graph", "inertia", "cloud", "weights"]


def steps(model: Model) -> list[str]:
    """Every node as `outputs = Operation(inputs)`."""
    return [
        f"{', '.join(v.name for v in node.outputs)} = "
        f"{type(node.op).__name__}({', '.join(node.inputs)})"
        for node in model.nodes
    ]


def test_deepsets_is_five_nodes() -> None:
    assert steps(model(shared("deepsets"))) == [
        "h_linear = Linear(items)",
        "h = Pointwise(h_linear)",
        "h2_linear = Linear(h)",
        "h2 = Pointwise(h2_linear)",
        "out = Linear(h2)",
    ]


def test_cloud_gates_the_vectors_and_not_the_numbers() -> None:
    cloud = model(shared("cloud"))
    assert steps(cloud)[2:5] == [
        "h2_gates = Linear(h2_bilinear_points_rot, h2_bilinear_points)",
        "h2_points_rot = Gate(h2_bilinear_points_rot, h2_gates)",
        "h2_points = Pointwise(h2_bilinear_points)",
    ]
    assert cloud.groups == (Group("Points", "S", ("n",)), Group("Rot", "SO", (3,)))


def test_a_repeat_is_unrolled_and_shadows() -> None:
    names = [value.name for node in model(shared("inertia")).nodes for value in node.outputs]
    assert [name for name in names if name.endswith("_rot_rot")] == [
        "h_rot_rot",
        "h2_bilinear_rot_rot",
        "h2_sum_rot_rot",
        "h2_gates_rot_rot",
        "h2_rot_rot",
        "h3_rot_rot",
        "h4_bilinear_rot_rot",
        "h4_sum_rot_rot",
        "h4_gates_rot_rot",
        "h4_rot_rot",
        "h5_rot_rot",
    ]


def test_a_record_is_taken_apart_by_its_keys() -> None:
    weights = model(shared("weights"))
    (net,) = weights.arguments
    assert isinstance(net.type, Record)
    assert [value.name for value in net.values][:3] == ["net_w1", "net_b1", "net_w2"]
    assert [value.name for value in weights.nodes[1].outputs] == ["h_w1"]


@pytest.mark.parametrize("name", [*PLAIN, "atoms", "classical", "finite", "levels", "lorentz"])
def test_shared_specs_compile(name: str) -> None:
    assert codes(shared(name)) == []
    assert module(shared(name)).text == shared(name)


@pytest.mark.parametrize("name", PLAIN)
def test_every_name_is_made_once_and_before_it_is_used(name: str) -> None:
    for one in module(shared(name)).models:
        made = {value.name for argument in one.arguments for value in argument.values}
        for node in one.nodes:
            assert made.issuperset(node.inputs)
            for value in node.outputs:
                assert value.name.isidentifier() and value.name not in made
                made.add(value.name)
        assert made.issuperset(one.result.values)
        assert len({node.name for node in one.nodes}) == len(one.nodes)


def test_layers_are_inlined_with_fresh_names() -> None:
    text = (
        ROT
        + """
layer Core(x: 4 [Rot]) -> 4 [Rot] {
    h = linear(x -> 8 [Rot])
    return linear(h -> same)
}
model M(x: 4 [Rot]) -> 4 [Rot] {
    h = Core(x)
    repeat 2 { h = Core(h) }
    return h
}
"""
    )
    assert codes(text) == ["SYM208"]
    assert steps(model(text.replace("-> same", "-> 4 [Rot]"))) == [
        "core_h = Linear(x)",
        "core_out = Linear(core_h)",
        "core2_h = Linear(core_out)",
        "core2_out = Linear(core2_h)",
        "core3_h = Linear(core2_out)",
        "core3_out = Linear(core3_h)",
    ]


def test_a_model_with_named_results_is_called_for_its_record() -> None:
    text = (
        NODES
        + """
model Two(x: 3 [Nodes]) -> (total: 3 [], each: 3 [Nodes]) {
    return (mean(x over Nodes), relu(x))
}
model M(x: 3 [Nodes]) -> 3 [] {
    two = Two(x)
    return two.total
}
"""
    )
    two, one = module(text).models
    assert two.result.values == ("total", "each")
    assert isinstance(two.result.type, Record)
    assert one.result.values == ("two_total",)


def test_arithmetic_is_one_node_for_each_part() -> None:
    text = "param c = 0.5\nmodel M(a: 2 [], b: 2 []) -> 2 [] { return c * (a - b) + -b }"
    (node,) = model(text).nodes
    assert node.op == Combine((Fraction(1, 2), Fraction(-1, 2), Fraction(-1)))
    assert node.inputs == ("a", "b", "b")
    assert node.text == "c * (a - b) + -b"


def test_one_times_a_value_is_the_value() -> None:
    assert model("model M(a: 2 []) -> 2 [] { return 1 * a }").nodes == ()


def test_parts_and_keys_with_dots() -> None:
    text = """
type Net = { layers.0.weight: [2] + [3], layers.0: [4] }
model M(net: Net) -> [3] + [4] { return (net.layers.0.weight.1, net.layers.0) }
"""
    assert model(text).result.values == ("net_layers_0_weight_3", "net_layers_0")


def test_the_text_of_a_node_is_on_one_line() -> None:
    text = "model M(a: 2 []) -> 2 [] { return linear(a, # this\n  a -> 2 []) }"
    assert model(text).nodes[0].text == "linear(a, a -> 2 [])"


def test_invariants_are_a_product_and_a_linear_map() -> None:
    text = ROT + "model M(v: 4 [Rot], s: [] + []) -> 2 [] { return invariants((s, v) -> 2 []) }"
    assert steps(model(text)) == [
        "out_bilinear = Bilinear(s_inv, s_inv2, v, s_inv, s_inv2, v)",
        "out = Linear(s_inv, s_inv2, v, out_bilinear)",
    ]


def test_gates_of_a_joined_value() -> None:
    text = ROT + "model M(s: 2 [], v: 3 [Rot]) -> 2 [] + 3 [Rot] { return gate((s, v)) }"
    ops = [type(node.op) for node in model(text).nodes]
    assert ops == [Linear, Pointwise, Gate]


def test_imports_bring_in_declarations_and_not_classes() -> None:
    text = 'import "groups.sym"\nmodel M(x: 4 [Rot]) -> 4 [Rot] { return Id(x) }'
    load = texts(groups=ROT + "model Id(x: 4 [Rot]) -> 4 [Rot] { return x }")
    assert [model.name for model in module(text, load).models] == ["M"]


def test_imports_meet_in_a_diamond() -> None:
    text = 'import "a.sym"\nimport "b.sym"\nmodel M(x: 4 [Rot]) -> 4 [Rot] { return x }'
    load = texts(a='import "c.sym"\nsize one = 1', b='import "c.sym"\nsize two = 2', c=ROT)
    assert codes(text, load) == []


def test_settings_change_params() -> None:
    text = "param width = 64\nmodel M(x: width []) -> width [] { return x }"
    (argument,) = module(text, settings={"width": "128"}).models[0].arguments
    assert argument.type == Part((), 128)
    assert codes(text, settings={"width": 0}) == ["SYM115"]
    assert codes(text, settings={"depth": 2}) == ["SYM114"]


def test_a_free_size_is_read_from_any_axis() -> None:
    text = "size n\ngroup G = S(n)\nmodel M(x: [n]) -> [G] { return linear(x -> [G]) }"
    assert codes(text) == []
    assert model(text).arguments[0].type == Part((Axis("n"),))


def test_sums_stay_as_written() -> None:
    text = "type A = 8 [] + 8 []\nmodel M(x: A) -> 8 [] + (8 [] + 2 []) { return (x, 2 * y) }"
    assert codes(text) == ["SYM101"]
    text = "type A = 8 [] + 8 []\nmodel M(x: A) -> 8 [] + (8 [] + 8 []) { return (x, x.0) }"
    result = model(text).result
    assert result.type == Sum((Part((), 8),) * 3)
    assert result.values == ("x_inv", "x_inv2", "x_inv")
