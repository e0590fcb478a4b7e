"""Chats that went on elsewhere after they had come in, and what becomes of them when they come again."""
from __future__ import annotations

import json
from typing import Any

import tests.exchange.samples as samples
from chat.conversation import Chat, Lane, ReplyStatus
from chat.engine.transfer.import_state import Import, ImportState
from tests.engine.house import House, reached
from tests.exchange.reading import CASES, talk

FIRST, SECOND = ((CASES / f'open-webui-grown-{number}.json').read_bytes() for number in (1, 2))
LONG, THOUGHT = '[long] will be exported while running', 'Reason about it'


async def renewed(house: House, content: bytes) -> Import:
    """Brought in once more, with what is newer."""
    one = await house.take_in(content)
    assert one.can_renew
    house.imports.renew(one)
    again = house.imports.all[one.id]
    await reached(again, ImportState.DONE, ImportState.FAILED)
    await house.attachments.swept()
    return again


async def open_chat(house: House, title: str) -> Chat:
    summary = next(one for one in house.engine.listing.summaries.values() if one.title == title)
    chat = await house.engine.open(summary.id)
    assert chat
    return chat


async def test_answers_that_went_on_are_named_and_nothing_changes_unasked(other: House) -> None:
    await other.take_in(FIRST)
    before = [talk(await open_chat(other, title)) for title in (LONG, THOUGHT)]
    again = await other.take_in(SECOND)
    assert (again.taken, again.present, again.grown, again.grown_count) == (0, 2, [LONG, THOUGHT], 2)
    assert [talk(await open_chat(other, title)) for title in (LONG, THOUGHT)] == before
    assert (again.left_out, again.beside) == ({}, {})


async def test_the_newer_answers_become_the_versions_on_screen_and_the_older_ones_stay(other: House) -> None:
    await other.take_in(FIRST)
    again = await renewed(other, SECOND)
    empty, whole = (await open_chat(other, LONG)).path()[0].replies[0]
    assert (again.renewed, again.can_renew) == (2, False)
    assert (empty.status, empty.parts, whole.status, len(whole.text)) == (ReplyStatus.INTERRUPTED, [], ReplyStatus.DONE, 1500)
    chat = await open_chat(other, THOUGHT)
    shorter, longer = chat.path()[1].replies[0]
    assert (len(shorter.text), len(longer.text), chat.path()[1].reply(0)) == (83, 238, longer)
    third = await other.take_in(SECOND)
    assert (third.present, third.grown_count) == (2, 0), 'once it is here it is not newer any more'


async def test_an_older_export_is_not_newer(other: House) -> None:
    await other.take_in(SECOND)
    assert (await other.take_in(FIRST)).grown_count == 0


async def test_prompts_that_were_asked_there_come_below_those_that_are_here(other: House) -> None:
    values = samples.chatgpt_with_pictures()
    await other.take_in(json.dumps([values]).encode())
    title = next(iter(other.engine.listing.summaries.values())).title
    for name, role, parent, text in (('then', 'user', 'cat', 'And then?'), ('that', 'assistant', 'then', 'That.')):
        content = {'content_type': 'text', 'parts': [text]}
        message = {'id': name, 'author': {'role': role}, 'create_time': 1_700_000_500.0, 'content': content}
        values['mapping'][name] = {'id': name, 'parent': parent, 'children': [], 'message': message}
    values |= {'current_node': 'that', 'update_time': 1_700_000_600}
    again = await renewed(other, json.dumps([values]).encode())
    chat = await open_chat(other, title)
    assert (again.renewed, again.source) == (1, 'ChatGPT')
    assert [prompt for prompt, _ in talk(chat)][1:] == ['And then?']
    stored = await other.store.load_chat(chat.id)
    assert stored
    assert talk(stored) == talk(chat)


async def test_what_was_said_here_meanwhile_stays_on_screen(other: House) -> None:
    await other.take_in(FIRST)
    chat = await open_chat(other, THOUGHT)
    chat.lanes = [Lane(model='demo/fast')]
    other.engine.send(chat, 'And here?')
    other.engine.stop(chat.id)
    again = await renewed(other, SECOND)
    assert again.renewed == 2
    assert [turn.prompt for turn in chat.path()] == ['Reason about it', 'Reason more', 'And here?']
    assert [len(reply.text) for reply in chat.path()[1].replies[0]] == [83, 238]


async def test_the_upload_is_kept_only_while_it_may_be_needed(other: House) -> None:
    await other.take_in(FIRST)
    one = await other.take_in(SECOND)
    assert one.path.exists()
    other.imports.forget(one)
    await other.imports.close()
    assert list(other.imports.folder.iterdir()) == []


async def test_what_could_not_come_along_is_told_of_chats_that_came_in(other: House) -> None:
    content: Any = json.dumps([samples.chatgpt_with_pictures()]).encode()
    first, again = await other.take_in(content), await other.take_in(content)
    assert first.left_out == {'pictures': 1, 'attached files': 1, 'messages of the kind “hologram”': 1}
    assert (again.present, again.left_out) == (1, {})
