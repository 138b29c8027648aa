"""The questions asked of a flow, on generated flows with joint reviews."""

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.flow import Branch, Flow, Node, Parallel, Step


def step(name: str) -> Step:
    return Step(name, name, "U", "officer", None)


@st.composite
def flows(draw: st.DrawFn) -> Flow:
    nodes: list[Node] = []
    for index in range(draw(st.integers(1, 4))):
        if draw(st.booleans()):
            nodes.append(step(f"n{index}"))
            continue
        branches = tuple(
            Branch(f"n{index}b{b}", "", "U", tuple(step(f"n{index}b{b}s{s}") for s in range(draw(st.integers(1, 3)))))
            for b in range(draw(st.integers(2, 3)))
        )
        nodes.append(Parallel(f"n{index}", "", "U", {"rule": "all"}, branches))
    return Flow("generated", tuple(nodes), one_officer=False)


@given(flows(), st.data())
def test_any_order_of_decisions_opens_every_step_once_and_ends(flow: Flow, data: st.DataObject) -> None:
    passed: list[str] = []
    while open_now := flow.open_steps(dict.fromkeys(passed, "pass")):
        chosen = data.draw(st.sampled_from(open_now))
        assert chosen.id not in passed
        assert {earlier.id for earlier in flow.before(chosen.id)} <= set(passed)
        passed.append(chosen.id)
    assert sorted(passed) == sorted(each.id for each in flow.steps())


@given(flows(), st.data())
def test_a_join_opens_what_follows_only_when_the_last_branch_is_through(flow: Flow, data: st.DataObject) -> None:
    for index, node in enumerate(flow.nodes[:-1]):
        here = {each.id for each in Flow("", (node,), one_officer=False).steps()}
        before = {each.id for earlier in flow.nodes[:index] for each in Flow("", (earlier,), one_officer=False).steps()}
        last = data.draw(st.sampled_from(sorted(here)))
        waiting = flow.open_steps(dict.fromkeys(before | (here - {last}), "pass"))
        following = flow.open_steps(dict.fromkeys(before | here, "pass"))
        assert [each.id for each in waiting] == [last]
        assert {each.id for each in following}.isdisjoint(here)


@given(flows(), st.data())
def test_undoing_a_step_leaves_sibling_branches_alone(flow: Flow, data: st.DataObject) -> None:
    everything = [each.id for each in flow.steps()]
    back_to = data.draw(st.sampled_from(everything))
    undone = flow.downstream(back_to)
    kept = set(everything) - undone
    assert back_to in undone
    assert {earlier.id for earlier in flow.before(back_to)} <= kept
    branch = flow.branch_of(back_to)
    if branch:
        siblings = {
            each.id
            for node in flow.nodes
            if isinstance(node, Parallel) and branch in node.branches
            for other in node.branches
            if other != branch
            for each in other.steps
        }
        assert siblings <= kept
    assert [each.id for each in flow.open_steps(dict.fromkeys(kept, "pass"))] == [back_to]
