"""Enterprise numbers and structured references (worked cases C1, C3, C7)."""

import pytest
from django.core.exceptions import ValidationError

from facilities.identifiers import check_enterprise_number, enterprise_number, shown_reference, structured_reference


@pytest.mark.parametrize("text", ["0403.019.261", "BE 0403019261", "403019261", "be0403 019 261"])
def test_an_enterprise_number_is_read_however_it_was_typed(text: str) -> None:
    assert enterprise_number(text) == "0403019261"


@pytest.mark.parametrize("number", ["0566988259", "1000002197"])
def test_a_valid_enterprise_number_stays_as_it_is(number: str) -> None:
    assert enterprise_number(number) == number


@pytest.mark.parametrize(
    "number", ["1000002100", "0403019262", "12345", "onbekend", "9000000000", "００４０３０１９２６"]
)
def test_a_wrong_enterprise_number_is_refused(number: str) -> None:
    with pytest.raises(ValidationError) as refused:
        enterprise_number(number)

    assert refused.value.code in {"enterprise_number", "establishment_number"}


def test_an_establishment_unit_number_is_refused_in_words_of_its_own() -> None:
    with pytest.raises(ValidationError) as refused:
        enterprise_number("2.000.000.339")

    assert refused.value.code == "establishment_number"


def test_a_number_with_dots_is_not_kept_as_it_is() -> None:
    with pytest.raises(ValidationError):
        check_enterprise_number("0403.019.261")


@pytest.mark.parametrize(
    ("number", "shown"),
    [(2026000006, "+++202/6000/00697+++"), (97, "+++000/0000/09797+++"), (2026000007, "+++202/6000/00701+++")],
)
def test_a_structured_reference_ends_in_its_check_digits_and_never_in_00(number: int, shown: str) -> None:
    assert shown_reference(structured_reference(number)) == shown


@pytest.mark.parametrize("number", [-1, 10**10])
def test_a_number_of_more_than_ten_digits_has_no_reference(number: int) -> None:
    with pytest.raises(ValueError, match="ten digits"):
        structured_reference(number)
