from fractions import Fraction
from typing import Any

import pytest

from mentor.analytics.rules.counts import DealCount, LeadCount, PeriodCounts, ReturnedPayment
from mentor.analytics.rules.money import (
    Money,
    MoneyCounts,
    fee,
    growth_inputs,
    growth_money,
    growth_parts,
    lead_groups,
    money_brought,
    returned_parts,
)
from mentor.analytics.rules.terms import Terms, in_force

from .builders import day, known, terms, values

pytestmark = pytest.mark.unit


def leads(count: int, when: str = "03-05", manager: str | None = "anna") -> LeadCount:
    return LeadCount(day(when), manager, count=count)


def deals(count: int, when: str = "03-05", manager: str | None = "anna", returned: bool = False) -> DealCount:
    return DealCount(day(when), manager, count=count, returned=returned)


def paid(amount: str, manager: str = "anna") -> ReturnedPayment:
    return ReturnedPayment("p", "deal:d", day("03-09"), manager, "ivan", Fraction(amount))


AGREED = terms(
    average_cheque=values(("01-01", 10_000)), baseline=values(("01-01", "0.2")), fee_rate=Fraction(1, 10)
)


def test_growth_money_is_the_difference_in_conversion_times_leads_times_cheque():
    # (30/100 - 0.2) x 100 leads x 10 000 = 100 000
    assert growth_money(MoneyCounts((leads(100),), (deals(30),)), AGREED) == 100_000


def test_a_fall_is_a_negative_sum():
    # (10/100 - 0.2) x 100 x 10 000 = -100 000
    assert growth_money(MoneyCounts((leads(100),), (deals(10),)), AGREED) == -100_000


def test_the_growth_part_leaves_out_returned_deals_and_keeps_their_clients_among_the_leads():
    # 35 deals, 5 of them returns: (30/100 - 0.2) x 100 x 10 000
    counts = MoneyCounts((leads(100),), (deals(30), deals(5, returned=True)))
    assert growth_money(counts, AGREED) == 100_000
    assert counts.totals == PeriodCounts(100, 35)
    assert counts.without_returned == PeriodCounts(100, 30)


def test_a_value_holds_from_midnight_of_its_date():
    held = values(("03-01", 10), ("03-15", 20))
    assert in_force(held, day("02-28")) is None
    assert in_force(held, day("03-01")) == in_force(held, day("03-14")) == 10
    assert in_force(held, day("03-15")) == in_force(held[::-1], day("05-01")) == 20


def test_each_lead_takes_the_baseline_and_the_cheque_of_its_first_day():
    agreed = terms(
        average_cheque=values(("01-01", 10_000), ("03-16", 12_000)),
        baseline=values(("01-01", "0.2"), ("03-11", "0.25")),
    )
    counts = MoneyCounts((leads(10, "03-05"), leads(10, "03-12"), leads(20, "03-20")), (deals(12),))
    # conversion 12/40 = 0.3: 10 x 0.1 x 10 000 + 10 x 0.05 x 10 000 + 20 x 0.05 x 12 000
    assert growth_money(counts, agreed) == 10_000 + 5_000 + 12_000


def test_each_remaining_deal_brings_the_mean_cheque_and_each_lead_takes_baseline_times_cheque():
    agreed = terms(
        average_cheque=values(("01-01", 10_000), ("03-16", 20_000)), baseline=values(("01-01", "0.2"))
    )
    counts = MoneyCounts(
        (leads(3, "03-05", "anna"), leads(1, "03-20", "boris")),
        (deals(1, "03-30", "boris"), deals(1, "03-30", "vera"), deals(1, "03-05", "anna", returned=True)),
    )
    # mean cheque (3 x 10 000 + 20 000) / 4 = 12 500; anna takes 3 x 2 000, boris 4 000
    assert known(growth_parts(counts, agreed, "manager")) == {
        "anna": -6_000,
        "boris": 12_500 - 4_000,
        "vera": 12_500,
    }
    assert known(growth_parts(counts, agreed, "day")) == {
        day("03-05"): -6_000,
        day("03-20"): -4_000,
        day("03-30"): 25_000,
    }
    assert growth_money(counts, agreed) == 15_000


def test_what_has_no_manager_stands_in_a_part_of_its_own():
    counts = MoneyCounts((leads(10, manager=None),), (deals(3, manager="anna"),))
    assert known(growth_parts(counts, AGREED, "manager")) == {None: -20_000, "anna": 30_000}


def test_the_arithmetic_panel_gets_the_numbers_of_the_formula():
    inputs = growth_inputs(MoneyCounts((leads(100),), (deals(30), deals(5, returned=True))), AGREED)
    assert (inputs.leads, inputs.deals) == (100, 30)
    assert (inputs.mean_baseline, inputs.mean_cheque) == (Fraction(1, 5), Fraction(10_000))
    assert inputs.deals * known(inputs.mean_cheque) - known(inputs.baseline_money) == 100_000


def test_with_zero_leads_growth_money_is_zero_even_without_baseline_and_cheque():
    counts = MoneyCounts((), (deals(3),))
    assert growth_money(counts, terms()) == 0
    assert growth_parts(counts, terms(), "day") == {}


def test_without_a_baseline_in_force_the_stand_in_holds_and_only_there():
    agreed = terms(average_cheque=values(("01-01", 10_000)), baseline=values(("03-15", "0.25")))
    counts = MoneyCounts((leads(10, "03-05"), leads(10, "03-20")), (deals(6),), stand_in=Fraction(1, 5))
    # conversion 0.3: 10 x (0.3 - 0.2) x 10 000 + 10 x (0.3 - 0.25) x 10 000
    assert growth_money(counts, agreed) == 15_000


def test_where_neither_baseline_nor_stand_in_is_there_the_sums_are_unknown():
    agreed = terms(average_cheque=values(("01-01", 10_000)), fee_rate=Fraction(1, 10))
    counts = MoneyCounts((leads(10),), (deals(3),), returned=(paid("50"),))
    money = money_brought(counts, agreed)
    assert (money.growth, money.total, money.returned) == (None, None, Fraction(50))
    assert growth_parts(counts, agreed, "manager") is None
    assert fee(counts, agreed) is None


def test_where_a_cheque_is_missing_for_one_lead_the_sums_are_unknown():
    agreed = terms(average_cheque=values(("03-06", 10_000)), baseline=values(("01-01", "0.2")))
    counts = MoneyCounts((leads(10, "03-07"), leads(1, "03-05")), (deals(9),))
    assert growth_money(counts, agreed) is None
    assert growth_inputs(counts, agreed).mean_baseline == Fraction(1, 5)


def test_the_total_is_growth_and_returned_as_printed():
    # each half kopeck prints as a whole one, though the exact sum is one kopeck
    assert Money(Fraction("0.005"), Fraction("0.005"), Fraction(0)).total == Fraction("0.02")
    assert Money(Fraction("0.004"), Fraction("0.004"), Fraction(0)).total == 0
    assert Money(Fraction("-10"), Fraction("4.5"), Fraction(0)).total == Fraction("-5.5")


def test_returned_money_splits_by_manager_day_and_client():
    rows = (paid("10"), paid("5", "boris"), paid("0.5"))
    assert returned_parts(rows, "manager") == {"anna": Fraction("10.5"), "boris": 5}
    assert returned_parts(rows, "client") == {"ivan": Fraction("15.5")}
    assert returned_parts(rows, "day") == {day("03-09"): Fraction("15.5")}


def agreed(**changes: Any) -> Terms:
    return terms(
        **{
            "average_cheque": values(("01-01", 10_000)),
            "baseline": values(("01-01", "0.2")),
            "fee_rate": Fraction("0.15"),
            **changes,
        }
    )


def test_the_fee_is_a_share_of_the_growth_money():
    counts = MoneyCounts((leads(100),), (deals(30),), returned=(paid("7000"),))
    assert fee(counts, agreed()) == 15_000


def test_the_fee_is_a_share_of_the_printed_total_where_so_agreed():
    counts = MoneyCounts((leads(100),), (deals(30),), returned=(paid("7000.005"),))
    assert fee(counts, agreed(fee_base="growth_and_returned")) == Fraction("0.15") * Fraction("107000.01")


@pytest.mark.parametrize("count", [20, 19, 0])
def test_there_is_no_fee_where_the_conversion_is_not_above_the_baseline_whatever_was_returned(count):
    counts = MoneyCounts((leads(100),), (deals(count),), returned=(paid("1000000"),))
    assert fee(counts, agreed(fee_base="growth_and_returned")) == 0


def test_the_conversion_that_opens_the_fee_keeps_the_returned_deals_and_its_base_leaves_them_out():
    # 25 of 100 is above 0.2, 15 of 100 without the returns is a fall of 50 000
    counts = MoneyCounts((leads(100),), (deals(15), deals(10, returned=True)), returned=(paid("80000"),))
    assert fee(counts, agreed()) == 0
    assert fee(counts, agreed(fee_base="growth_and_returned")) == Fraction("0.15") * 30_000


def test_the_conversion_is_held_against_the_mean_baseline_of_the_leads():
    rising = values(("01-01", "0.1"), ("03-15", "0.3"))
    mostly_late = MoneyCounts((leads(10, "03-05"), leads(30, "03-20")), (deals(10),))
    assert fee(mostly_late, agreed(baseline=rising)) == 0  # 0.25 against 0.25
    mostly_early = MoneyCounts((leads(30, "03-05"), leads(10, "03-20")), (deals(10),))
    # 0.25 against 0.15: 0.1 x 40 x 10 000
    assert fee(mostly_early, agreed(baseline=rising)) == Fraction("0.15") * 40_000


def test_without_leads_there_is_no_growth_to_pay_for():
    counts = MoneyCounts((), (), returned=(paid("5000"),))
    assert fee(counts, agreed(fee_base="growth_and_returned")) == 0


def test_an_unknown_cheque_leaves_the_fee_unknown_only_where_there_would_be_one():
    no_cheque = agreed(average_cheque=())
    assert fee(MoneyCounts((leads(10),), (deals(5),)), no_cheque) is None
    assert fee(MoneyCounts((leads(10),), (deals(1),)), no_cheque) == 0


def test_without_a_rate_the_fee_is_unknown():
    assert fee(MoneyCounts((leads(10),), (deals(5),)), agreed(fee_rate=None)) is None


def test_leads_fall_into_groups_by_the_values_of_their_days_and_the_groups_take_what_the_formula_takes_off():
    agreed = terms(
        average_cheque=values(("01-01", 10_000)), baseline=values(("01-01", "0.2"), ("03-10", "0.3"))
    )
    counts = MoneyCounts((leads(4, "03-12"), leads(2, "03-05"), leads(3, "03-09", "boris")))
    groups = lead_groups(counts, agreed)
    assert [(group.baseline, group.leads) for group in groups] == [(Fraction(1, 5), 5), (Fraction(3, 10), 4)]
    assert sum(known(group.takes) for group in groups) == growth_inputs(counts, agreed).baseline_money


def test_a_group_without_a_value_takes_nobody_knows_what():
    (group,) = lead_groups(MoneyCounts((leads(4),)), terms(baseline=values(("01-01", "0.2"))))
    assert (group.cheque, group.takes) == (None, None)
