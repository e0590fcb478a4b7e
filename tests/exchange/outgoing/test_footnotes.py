"""Footnotes of several answers on one page."""
from __future__ import annotations

import re

from chat.exchange.outgoing.prose import rendered


def test_the_marks_of_footnotes_lead_to_their_notes_and_those_of_two_answers_to_their_own() -> None:
    one, other = rendered('a[^1]\n\n[^1]: x'), rendered('b[^1]\n\n[^1]: y')
    places = [re.findall(r'(?:id="|href="#)([^"]+)"', page) for page in (one, other)]
    assert places[0][0] == places[0][1] != places[1][0] == places[1][1]
