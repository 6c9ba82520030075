"""The monthly statement: falls are carried, signed months stay, corrections come as lines of the next one."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentor.analytics.rules.counts import DealCount, LeadCount
from mentor.analytics.rules.money import MoneyCounts, fee
from mentor.analytics.rules.statement import (
    MonthInputs,
    Statement,
    UnknownFeeError,
    billed_so_far,
    month_fees,
    month_inputs,
    next_statement,
    printed,
)
from mentor.analytics.rules.terms import Terms

from .builders import examples, terms, values

pytestmark = pytest.mark.unit

# ten leads a month, baseline 0.2, cheque 1 000: with d deals the base is (d - 2) x 1 000, the fee a tenth of it
AGREED = terms(
    average_cheque=values(("01-01", 1_000)), baseline=values(("01-01", "0.2")), fee_rate=Fraction("0.1")
)


def counted(number: int, deals: int, leads: int = 10) -> MoneyCounts:
    first = date(2026, number, 1)
    return MoneyCounts(leads=(LeadCount(first, count=leads),), deals=(DealCount(first, count=deals),))


def year(*deals: int, agreed: Terms = AGREED) -> list[MonthInputs]:
    return [
        month_inputs(date(2026, number, 1), counted(number, count), agreed)
        for number, count in enumerate(deals, start=1)
    ]


def whole(*sums: Fraction) -> list[int]:
    assert all(each.denominator == 1 for each in sums)
    return [int(each) for each in sums]


def fees(*deals: int, carry: bool = True) -> list[int]:
    return whole(*(row.fee for row in month_fees(year(*deals), carry_falls=carry)))


def test_a_month_alone_costs_what_the_figures_say():
    assert fees(7) == [500]
    assert fees(7) == [fee(counted(1, 7), AGREED)]


def test_a_fall_is_taken_off_later_months_until_it_is_used_up():
    # January falls by 2 000; February's 1 000 is used up whole, March's 5 000 by the other 1 000
    assert fees(0, 3, 7, 7) == [0, 0, 400, 500]
    january, february, march, _ = month_fees(year(0, 3, 7, 7), carry_falls=True)
    assert whole(january.carried_out, february.used, february.carried_out, march.used) == [
        2000,
        1000,
        1000,
        1000,
    ]


def test_without_the_carry_every_month_stands_alone():
    assert fees(0, 3, 7, carry=False) == [0, 100, 500]


def test_a_month_that_is_not_billed_uses_up_nothing():
    # returned money lifts the base of February, but its conversion is not above the baseline
    both = terms(
        average_cheque=AGREED.average_cheque,
        baseline=AGREED.baseline,
        fee_rate=AGREED.fee_rate,
        fee_base="growth_and_returned",
    )
    february = MonthInputs(
        **{
            name: getattr(year(0, 2, agreed=both)[1], name)
            for name in ("month", "counts", "inputs", "rate", "base_kind")
        },
        money=type(year(2)[0].money)(growth=Fraction(0), returned=Fraction(9_000), pending=Fraction(0)),
    )
    _, fee_of_february = month_fees([year(0, agreed=both)[0], february], carry_falls=True)
    assert whole(fee_of_february.fee, fee_of_february.used, fee_of_february.carried_out) == [0, 0, 2000]


def test_a_signed_month_stays_and_the_next_statement_carries_the_difference_downwards_and_upwards():
    signed = next_statement(year(7), [], carry_falls=True)
    down = next_statement(year(5, 7), [signed], carry_falls=True)
    (line,) = down.differences
    assert [line.month.month, *whole(line.billed, line.now)] == [1, 500, 300]
    assert whole(down.own.fee, down.total) == [500, 300]
    up = next_statement(year(8, 7, 4), [signed, down], carry_falls=True)
    (line,) = up.differences
    assert [line.month.month, *whole(line.amount)] == [1, 300]
    assert up.total == 200 + 300


def test_a_statement_may_owe_the_customer():
    signed = next_statement(year(9), [], carry_falls=True)
    # January turned out a fall of 2 000, which also takes February's 1 000
    assert next_statement(year(0, 3), [signed], carry_falls=True).total == -700


def test_nothing_changed_brings_no_line():
    signed = next_statement(year(7), [], carry_falls=True)
    assert next_statement(year(7, 4), [signed], carry_falls=True).differences == ()


@pytest.mark.parametrize("missing", ["average_cheque", "baseline", "fee_rate"])
def test_a_month_without_its_terms_has_no_statement_and_says_which_month(missing):
    agreed = terms(
        **{
            name: getattr(AGREED, name)
            for name in ("average_cheque", "baseline", "fee_rate")
            if name != missing
        }
    )
    with pytest.raises(UnknownFeeError) as raised:
        month_fees(year(7, agreed=agreed), carry_falls=True)
    assert raised.value.month == date(2026, 1, 1)


def test_months_out_of_order_are_refused():
    with pytest.raises(ValueError, match="oldest first"):
        month_fees(year(7, 7)[::-1], carry_falls=True)


def test_the_frozen_form_holds_every_input_as_text():
    signed = next_statement(year(7), [], carry_falls=True)
    frozen = printed(next_statement(year(5, 7), [signed], carry_falls=True))
    assert frozen == {
        "month": "2026-02-01",
        "leads": 10,
        "deals": 7,
        "conversion": "0.700000",
        "returned_deals": 0,
        "mean_baseline": "0.200000",
        "mean_cheque": "1000.00",
        "baseline_money": "2000.00",
        "growth": "5000.00",
        "returned": "0.00",
        "total_brought": "5000.00",
        "fee_rate": "0.100000",
        "fee_base": "growth",
        "base": "5000.00",
        "carried_in": "0.00",
        "carried_used": "0.00",
        "carried_out": "0.00",
        "fee": "500.00",
        "differences": [{"month": "2026-01-01", "billed": "500.00", "now": "300.00", "amount": "-200.00"}],
        "total": "300.00",
    }


@examples(max_examples=60)
@given(st.lists(st.lists(st.integers(0, 10), min_size=6, max_size=6), min_size=6, max_size=6), st.booleans())
def test_however_months_are_corrected_all_statements_together_bill_what_the_months_cost(known, carry):
    """``known[n]``: deals of every month as known when statement n is made."""
    signed: list[Statement] = []
    for number, deals in enumerate(known, start=1):
        signed.append(next_statement(year(*deals[:number]), signed, carry_falls=carry))
    cost = {row.inputs.month: row.fee for row in month_fees(year(*known[-1]), carry_falls=carry)}
    assert billed_so_far(signed) == cost
    assert sum(statement.total for statement in signed) == sum(cost.values())
