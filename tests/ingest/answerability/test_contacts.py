"""A telephone number or an address stands for the words that ask for it."""

import pytest

from ingest.answerability.contacts import kinds_in
from ingest.text import terms


@pytest.mark.parametrize("text", ["Halden Lettings, 01632 960 417", "+49 30 5550 0166", "(020) 5550-1664"])
def test_a_telephone_number_is_a_phone(text):
    assert set(terms("phone number")) <= kinds_in(text)


@pytest.mark.parametrize("text", ["12/05/2031", "2031-05-12 17:30", "7.25", "B-7740-118", "1,204.16"])
def test_a_date_or_an_amount_is_none(text):
    assert not kinds_in(text)


def test_an_address_of_mail_is_an_email():
    assert "email" in kinds_in("jobs@quay.example")
    assert "email" not in kinds_in("@quay")
