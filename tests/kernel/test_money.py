"""Euros: rounded once, split without loss."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilities.kernel.money import split, to_cents, vat


@pytest.mark.parametrize(
    ("amount", "cents"), [("0.005", "0.01"), ("0.004", "0.00"), ("-0.005", "-0.01"), ("2.675", "2.68"), ("1", "1.00")]
)
def test_half_a_cent_rounds_away_from_zero(amount, cents):
    assert to_cents(Decimal(amount)) == Decimal(cents)


@pytest.mark.parametrize(
    ("net", "rate", "tax"), [("100.00", "21", "21.00"), ("0.07", "21", "0.01"), ("33.33", "6", "2.00")]
)
def test_vat_is_rounded_on_the_line(net, rate, tax):
    assert vat(Decimal(net), Decimal(rate)) == Decimal(tax)


@given(st.integers(-100_000, 100_000), st.integers(1, 40))
def test_splitting_loses_no_cent_and_is_fair_to_one(cents, parts):
    amount = Decimal(cents) / 100

    shares = split(amount, parts)

    assert sum(shares) == amount
    assert len(shares) == parts
    assert max(shares) - min(shares) <= Decimal("0.01")
