"""Which file an export is, and its name."""
from __future__ import annotations

import io
import zipfile

import pytest

from chat.conversation import Chat
from chat.exchange.outgoing.export import FORMATS, file_name, zipped
from tests.exchange.outgoing.pages import written
from tests.store.samples import chat_with_reply


@pytest.mark.parametrize(('title', 'name'), [
    ('Rain', 'Rain.md'), ('../../etc/passwd', 'etc passwd.md'), ('', 'chat.md'), ('a/b\\c:"d"?\n', 'a b c d.md'), ('...', 'chat.md'),
    ('Grüße 👋', 'Grüße 👋.md'), ('x' * 10_000, f'{"x" * 80}.md'), ('gpj\u202eexe', 'gpj exe.md'),
    ('CON', '_CON.md'), ('lpt1.txt', '_lpt1.txt.md'),
    ('Conversation', 'Conversation.md'), ('\ud800 \0', '\ufffd \ufffd.md')])
def test_the_file_is_named_after_the_title(title: str, name: str) -> None:
    assert file_name(Chat(title=title), 'md') == name


def test_pages_go_into_a_zip_under_names_that_are_not_used_twice() -> None:
    chats = [chat_with_reply(title='Same')[0], chat_with_reply(title='same')[0], chat_with_reply(title='Other')[0]]
    archive = zipfile.ZipFile(io.BytesIO(b''.join(zipped(chats, FORMATS['html']))))
    assert archive.testzip() is None
    assert len({name.lower() for name in archive.namelist()}) == 3
    assert 'Because.' in archive.read(archive.namelist()[0]).decode()


@pytest.mark.parametrize('name', list(FORMATS))
def test_an_empty_chat_can_be_exported(name: str) -> None:
    assert written(name, [Chat(title='Empty', lanes=[])])
