"""Pictures and documents of Open WebUI."""
from __future__ import annotations

from collections import Counter

import tests.exchange.samples as samples
from chat.conversation import Attachment
from chat.exchange.incoming.open_webui import open_webui
from tests.exchange.incoming.open_webui.exported import changed, read
from tests.exchange.reading import Keeping, one_chat


class Reading(Keeping):
    """Keeps the text as well."""

    def keep(self, name: str, data: bytes) -> Attachment | None:
        return Attachment(name=name, media_type='text/plain', size=len(data), digest='d', text=data.decode('latin-1'))


def test_pictures_among_the_content_come_along_where_they_stand_in_the_export() -> None:
    blocks = [{'type': 'text', 'text': 'Look'}, {'type': 'image_url', 'image_url': {'url': 'data:image/png;base64,aGk='}},
              {'type': 'image_url', 'image_url': {'url': 'https://elsewhere.example/a.png'}}]
    chat, left_out = read(changed('u2', content=blocks), Keeping())
    turn = chat.path()[1]
    assert (turn.prompt, [one.size for one in turn.attachments], left_out) == ('Look', [2], {'pictures and files': 1})


def test_open_webui_brings_pictures_and_documents_that_stand_in_the_export() -> None:
    values = samples.open_webui()
    values['chat']['history']['messages']['u1']['files'] = [
        {'type': 'image', 'url': 'data:image/png;base64,aGk='}, {'type': 'image', 'url': '/api/v1/files/1'},
        {'type': 'file', 'name': 'a.md', 'file': {'data': {'content': 'Read'}}}, {'type': 'image', 'url': 'data:image/png;base64,a'}]
    left_out: Counter[str] = Counter()
    chat = open_webui.chat_from(values, left_out, Reading())
    assert [(one.name, one.text) for one in chat.path()[0].attachments] == [('picture', 'hi'), ('a.md', 'Read')]
    assert left_out['pictures and files'] == 2


def test_open_webui_files_stay_with_their_prompt_by_name_and_digest() -> None:
    chat, left_out = one_chat('open-webui-files.json')
    notes, data, picture = chat.path()[0].attachments
    assert (notes.name, notes.size, notes.digest[:8], notes.text) == (
        'notes.txt', 60, '4b5696ef', 'Secret word: Zephyr — naïve 漢字\nline two <b>&amp;</b>\n')
    assert (data.name, data.media_type) == ('data.csv', 'text/csv')
    assert (picture.name, picture.media_type, picture.text) == ('pic.png', 'image/png', None)
    assert left_out == {'files of which only the text that the model was given is in the export': 2}, 'each file is counted once'
