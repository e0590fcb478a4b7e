"""What is talked about: chats, their lanes, turns and replies. Values and rules only, standard library only.

All times are seconds since the epoch (`time.time()`), all lengths are Python characters, all costs are US dollars.
"""
from chat.conversation.chat_settings import ChatSettings, ChosenPersona
from chat.conversation.delta import Delta, ReplyError, SentPicture, ToolCall, ToolResult, Usage
from chat.conversation.history import history_for, messages_for, messages_of
from chat.conversation.lane import Lane
from chat.conversation.message import Attachment, Drawn, Message, Model, is_demo
from chat.conversation.part import Part, PartKind
from chat.conversation.picture import host_of, link_of, picture_of
from chat.conversation.reply import CUT_OFF_REASONS, EDITED, END_STATES, Reply, ReplyStatus, new_id
from chat.conversation.request_record import RequestRecord
from chat.conversation.source import CitedSource, sources_in
from chat.conversation.tools.tool import Called, Tool, Verbatim
from chat.conversation.tree import Chat, ChatView, Turn
from chat.conversation.vote import Candidate, Vote

__all__ = [
    'CUT_OFF_REASONS', 'EDITED', 'END_STATES', 'Attachment', 'Called', 'Candidate', 'Chat', 'ChatSettings', 'ChatView', 'ChosenPersona',
    'Delta', 'Drawn', 'Lane', 'Message', 'Model', 'Part', 'PartKind', 'Reply', 'ReplyError', 'ReplyStatus', 'RequestRecord', 'SentPicture',
    'CitedSource', 'Tool', 'ToolCall', 'ToolResult', 'Turn', 'Usage', 'Verbatim', 'Vote', 'history_for', 'host_of', 'is_demo', 'link_of',
    'messages_for', 'messages_of', 'new_id', 'picture_of', 'sources_in',
]
