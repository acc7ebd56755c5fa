"""What invoices come to, to the cent (worked cases D2, D4, D10; F3)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilities.kernel.money import vat
from facilities.leasing.amounts import Tax, credited, totals

S, E = ("S", Decimal("21.00")), ("E", Decimal("0.00"))
SIX = ("S", Decimal("6.00"))
LINES = st.lists(
    st.tuples(st.sampled_from([S, E, SIX]), st.decimals(min_value="0.01", max_value="9999.99", places=2)), min_size=1
)


def nets(*lines: tuple[tuple[str, Decimal], str]) -> list[tuple[tuple[str, Decimal], Decimal]]:
    return [(group, Decimal(net)) for group, net in lines]


def test_vat_is_rounded_once_over_all_lines_and_not_on_each() -> None:
    found = totals(nets(*[(S, "33.33")] * 10))

    assert (found.net, found.vat, found.total) == (Decimal("333.30"), Decimal("69.99"), Decimal("403.29"))


def test_exempt_rent_and_taxed_services_stand_on_one_invoice() -> None:
    found = totals(nets((E, "1136.52"), (S, "212.40"), (S, "96.25")))

    assert found.taxes == (
        Tax(*E, Decimal("1136.52"), Decimal("0.00")),
        Tax(*S, Decimal("308.65"), Decimal("64.82")),
    )
    assert found.total == Decimal("1509.99")


def test_each_rate_is_rounded_by_itself() -> None:
    found = totals(nets((SIX, "0.01"), (S, "0.07")))

    assert [tax.amount for tax in found.taxes] == [Decimal("0.00"), Decimal("0.01")]


def test_an_invoice_credited_whole_gives_back_what_it_asked() -> None:
    lines = nets((S, "450.00"), (S, "45.00"))

    found = credited(lines, original={S: Decimal("495.00")}, before={})

    assert (found.vat, found.total) == (Decimal("103.95"), Decimal("598.95"))


@pytest.mark.parametrize("cents", [1, 7, 50])
def test_credits_bit_by_bit_give_back_the_vat_and_not_a_cent_more(cents: int) -> None:
    base, before, given_back = Decimal("1.00"), Decimal("0.00"), Decimal("0.00")
    while before < base:
        bit = min(Decimal(cents) / 100, base - before)
        given_back += credited([(S, bit)], original={S: base}, before={S: before}).vat
        before += bit

    assert given_back == vat(base, S[1]) == Decimal("0.21")


@given(lines=LINES, share=st.decimals(min_value="0", max_value="1", places=2))
def test_what_is_credited_and_what_remains_make_the_original(lines, share) -> None:
    original = totals(lines)
    bases = {(tax.category, tax.rate): tax.base for tax in original.taxes}
    taken = [(group, (net * share).quantize(Decimal("0.01"))) for group, net in lines]

    note = credited(taken, original=bases, before={})
    rest = totals((group, net - off) for (group, net), (_, off) in zip(lines, taken, strict=True))

    assert note.total + rest.total == original.total
    assert note.vat + rest.vat == original.vat
