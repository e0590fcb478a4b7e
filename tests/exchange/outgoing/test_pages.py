""""""
from __future__ import annotations

import pytest

from chat.conversation import Chat, Lane
from chat.exchange.measures import setting_words
from chat.exchange.outgoing.export import FORMATS


def test_settings_of_lanes_are_written_as_people_write_them() -> None:
    lane = Lane(model='demo/fast', parameters={'temperature': 0.5, 'stop': ['###', 'END'], 'logprobs': True})
    assert setting_words(lane) == ['temperature 0.5', 'stop “###”, “END”', 'logprobs true']


@pytest.mark.parametrize('name', ['md', 'html'])
def test_pages_name_the_folder(name: str) -> None:
    page = ''.join(FORMATS[name].write([Chat(title='Rain', folder='Work/Acme', tags=['wet'], lanes=[Lane(model='demo/fast')])]))
    assert 'Work/Acme' in page
