"""What a notification may say, and of which replies there is one."""
from __future__ import annotations

import time
from pathlib import Path

import pytest

from chat.conversation import Chat, ChatSettings, Delta, Lane, Reply, ReplyError, ReplyStatus, Turn
from chat.settings import Settings
from chat.ui.notifications.notifications import is_long, newest_end, question_words, words_of

SECRET = 'The secret words of the model'


def answered(*models: str, status: ReplyStatus = ReplyStatus.DONE, error: str = '', seconds: float = 60.0) -> tuple[Chat, Reply]:
    """A chat whose lanes have ended one after the other; the last one's reply."""
    chat = Chat(title='My question', lanes=[Lane(model=model, number=number) for number, model in enumerate(models)])
    turn = Turn(chat_id=chat.id, prompt='My question')
    chat.turns[turn.id], chat.current_turn_id = turn, turn.id
    now = time.time()
    for lane in chat.lanes:
        reply = Reply(turn_id=turn.id, lane=lane.number, model=lane.model, created_at=now)
        reply.append(Delta(text=SECRET), now)
        reply.finish(status, now + seconds + lane.number, ReplyError(kind='server_error', message=error) if error else None)
        turn.replies[lane.number] = [reply]
    return chat, reply


def test_an_ordinary_chat_tells_its_title_and_its_last_words() -> None:
    assert words_of(*answered('a/x')) == ('My question', SECRET)
    assert words_of(*answered('a/x', status=ReplyStatus.FAILED, error='No money.')) == ('My question', 'Failed: No money.')


def test_a_temporary_chat_tells_neither_title_nor_words() -> None:
    for status, error in ((ReplyStatus.DONE, ''), (ReplyStatus.FAILED, f'{SECRET} and so on')):
        chat, reply = answered('a/x', status=status, error=error)
        chat.temporary = True
        told = ' '.join(words_of(chat, reply))
        assert 'Temporary chat' in told
        assert not [word for word in ('My question', SECRET) if word in told]


@pytest.mark.parametrize('is_blind', [True, False])
def test_a_comparison_tells_no_words_and_no_names(is_blind: bool) -> None:
    chat, reply = answered('acme/claude', 'acme/gpt', status=ReplyStatus.FAILED, error='acme/gpt said no')
    chat.settings = ChatSettings(is_blind=is_blind)
    assert words_of(chat, reply) == ('My question', 'All replies have ended.')


def test_a_question_tells_its_chat_and_nothing_of_itself() -> None:
    chat, _ = answered('a/x')
    assert question_words(chat) == ('My question', 'It asks you something.')
    chat.temporary = True
    assert question_words(chat) == ('Temporary chat', 'It asks you something.')


def test_what_the_user_stopped_is_not_told() -> None:
    chat, reply = answered('a/x', status=ReplyStatus.STOPPED)
    assert newest_end(chat) is None
    chat, reply = answered('a/x', 'b/y')
    assert newest_end(chat) is reply


@pytest.mark.parametrize(('after', 'long', 'short'), [(None, 21, 19), (5, 6, 4), ('soon', 21, 19)])
def test_long_is_more_than_twenty_seconds_or_what_the_config_file_says(tmp_path: Path, after: object, long: float, short: float) -> None:
    settings = Settings.load(tmp_path, None, {})
    if after is not None:
        settings.set('notify_after', after)
    assert is_long(answered('a/x', seconds=long)[1], settings)
    assert not is_long(answered('a/x', seconds=short)[1], settings)
