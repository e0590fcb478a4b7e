"""The way from a search result to its place in the chat."""
from __future__ import annotations

import asyncio

from chat.conversation import Chat, Turn
from chat.store.search.query import parse
from chat.ui.parts import browser
from chat.ui.parts.tab import Tab
from chat.ui.transcript.transcript import Transcript


def jump_to(screen: Tab, chat: Chat, turn_id: str, reply_id: str = '', query: str = '') -> None:
    """Scroll to this turn, or to one of its replies, on the panel that was just built; also on another branch or an older version.

    There the words of the query are brought into sight and marked.
    """
    turn = chat.turns.get(turn_id)
    if turn is None:
        return screen.tell('This message is no longer in the chat.')
    if _bring_into_path(chat, turn, reply_id):
        screen.services.engine.store.save_turn(turn)
        screen.services.engine.save(chat)
    words = [[word.text, word.is_start, word.is_unspaced] for word in parse(query).words]
    for view in tuple(chat.views):
        if isinstance(view, Transcript) and view.client is screen.client:
            view.show_turn(turn.id, reply_id, words)
    asyncio.get_running_loop().call_soon(_show_plain_address, screen, chat)  # when the page of this one has been built


def _show_plain_address(screen: Tab, chat: Chat) -> None:
    """So that the same result can be clicked again. While the browser still has the address of the page before, that is left alone:
    "Back" leads there, and NiceGUI adds the new one."""
    if screen.chat is chat and not screen.client.is_deleted:
        screen.rename(f'/chat/{chat.id}')
        browser.call(screen.client, 'transcript/reading/address.js:dropQuery', f'/chat/{chat.id}')


def _bring_into_path(chat: Chat, turn: Turn, reply_id: str) -> bool:
    """Whether another branch or version had to be chosen."""
    is_other = turn not in chat.path()
    if is_other:
        chat.current_turn_id = chat.leaf_below(turn).id
    for lane, versions in turn.replies.items():
        shown = turn.reply(lane)
        if shown and shown.id != reply_id and any(version.id == reply_id for version in versions):
            turn.shown[lane] = reply_id
            is_other = True
    return is_other
