import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentor.analytics.rules.clients import ClientRecord, Identities
from mentor.analytics.rules.leads import unique_leads

from .builders import call, examples, ledger, span

pytestmark = pytest.mark.unit


def test_records_that_share_a_phone_are_one_client():
    who = Identities(
        [ClientRecord("a", ("+71", "+72")), ClientRecord("b", ("+72",)), ClientRecord("c", ("+73",))]
    )
    assert who.of("a") == who.of("b") != who.of("c")


def test_a_chain_of_merges_is_one_client_however_long():
    chain = [ClientRecord(f"{n:04}", merged_into=f"{n + 1:04}") for n in range(3000)]
    who = Identities(reversed(chain))
    assert {who.of(record.id) for record in chain} == {"0000"}


def test_a_merge_and_a_phone_together_join_three_records():
    who = Identities(
        [ClientRecord("c", ("+7",)), ClientRecord("b", merged_into="a"), ClientRecord("b2", ("+7",), "b")]
    )
    assert {who.of(name) for name in ("a", "b", "b2", "c")} == {"a"}


def test_records_merged_into_each_other_are_one_client():
    who = Identities([ClientRecord("a", merged_into="b"), ClientRecord("b", merged_into="a")])
    assert who.of("a") == who.of("b") == "a"


def test_a_client_that_no_record_mentions_is_its_own():
    assert Identities().of("nobody") == "nobody"


def test_joining_two_records_recounts_the_past():
    calls = [call("old", "01-10"), call("new", "01-20"), call("new", "03-10")]
    apart = ledger(calls=calls)
    joined = ledger(calls=calls, clients=[ClientRecord("new", merged_into="old")])
    january = span("01-01", "01-31")
    assert len(unique_leads(apart, january, crm_connected_from=None)) == 2
    assert len(unique_leads(joined, january, crm_connected_from=None)) == 1


records = st.lists(
    st.builds(
        ClientRecord,
        id=st.sampled_from("abcdefgh"),
        phones=st.lists(st.sampled_from(["+1", "+2", "+3", "+4"]), max_size=2).map(tuple),
        merged_into=st.none() | st.sampled_from("abcdefgh"),
    ),
    max_size=10,
)


@examples(max_examples=50)
@given(records, st.randoms(use_true_random=False))
def test_order_and_duplicates_of_records_change_nothing(rows, random):
    shuffled = rows + rows[:3]
    random.shuffle(shuffled)
    one, other = Identities(rows), Identities(shuffled)
    assert {name: one.of(name) for name in "abcdefgh"} == {name: other.of(name) for name in "abcdefgh"}


@examples(max_examples=50)
@given(records)
def test_identity_is_what_walking_from_record_to_record_finds(rows):
    """The slow way: a client reaches whoever shares a phone or a merge link, again and again."""
    reach = {name: {name} for name in "abcdefgh"}
    for _ in range(2 * len(reach)):
        for one in rows:
            linked = {other.id for other in rows if set(one.phones) & set(other.phones)}
            linked |= {one.id} | ({one.merged_into} - {None})
            union = set().union(*(reach[name] for name in linked))
            reach.update(dict.fromkeys(union, union))
    who = Identities(rows)
    assert {name: who.of(name) for name in reach} == {name: min(found) for name, found in reach.items()}
