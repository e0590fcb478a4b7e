"""The rows of the page /running: a running reply, and a running prompt suite."""
from __future__ import annotations

from dataclasses import dataclass, field

from chat.conversation import Chat, Reply
from chat.conversation.json_object import JsonObject
from chat.conversation.text import clean_text, one_line
from chat.conversation.tools.asked import open_questions, question_of
from chat.engine.judging import blind
from chat.engine.suites.suite_cells import DONE, FAILED, RUNNING, Suite
from chat.ui.parts import formatting
from chat.ui.parts.props import Props
from chat.ui.transcript.messages import entries
from chat.ui.transcript.messages.tails import Tail

WORDS = 120
"""Characters of a reply's end that are shown."""
LONGEST_TITLE = 200


@dataclass(kw_only=True, slots=True)
class WatchedReply:
    """One running reply, and what the browser knows of it."""

    chat: Chat
    reply: Reply
    text: Tail = field(default_factory=lambda: Tail(kind='text'))
    thinking: Tail = field(default_factory=lambda: Tail(kind='thinking'))
    end: str = ''
    """Of what has arrived, a little more than is shown."""
    length: int = 0
    """Bytes of text and thoughts, without what an earlier version had written."""
    sent: JsonObject = field(default_factory=dict)

    turns: int = 0
    """See `Reply.turns`."""

    def __post_init__(self) -> None:
        self.turns = self.reply.turns
        self.length = -len(self.reply.text[:self.reply.continued_from].encode('utf-8', 'replace'))

    def row(self) -> JsonObject:
        """All of it; costs what has arrived since the last time."""
        is_nameless = blind.is_blind(self.chat)
        self._read()
        title = 'Temporary chat' if self.chat.temporary else clean_text(self.chat.title[:LONGEST_TITLE])
        return {
            'id': self.reply.id, 'chat': self.chat.id, 'turn': self.reply.turn_id, 'lane': self.reply.lane, 'title': title or 'Untitled',
            'model': '' if is_nameless else self.reply.model, 'words': '' if is_nameless else self.words,
            'state': entries.state(self.reply, is_nameless=is_nameless) | {'bytes': 0 if is_nameless else max(self.length, 0)}}

    def changes(self) -> JsonObject:
        """What the browser does not know yet; empty if it knows everything."""
        row = self.row()
        changed = {key: value for key, value in row.items() if self.sent.get(key) != value}
        self.sent = row
        return changed

    def _read(self) -> None:
        """Both count; thoughts are shown until the text begins."""
        if self.turns != self.reply.turns:
            self.text, self.thinking, self.end = Tail(kind='text'), Tail(kind='thinking'), ''
            self.__post_init__()
        thought, text = self.thinking.take(self.reply), self.text.take(self.reply)
        self.length += len(thought.encode()) + len(text.encode())
        if text and self.text.length == len(text):
            self.end = ''
        self.end = f'{self.end}{text if self.text.length else thought}'[-2 * WORDS:]

    @property
    def words(self) -> str:
        """The end of it, in one line; what it asks, while it asks something."""
        asked = [field.label for part in open_questions(self.reply.parts) if (question := question_of(part)) for field in question.fields]
        line = one_line(' '.join(asked))[:WORDS] or ' '.join(self.end.split())
        return line if len(line) <= WORDS else f'…{line[-WORDS:].partition(" ")[2] or line[-WORDS:]}'


@dataclass(kw_only=True, slots=True, frozen=True)
class RunningSuite(Props):
    id: str
    title: str
    ended: int
    total: int
    models: str
    words: str
    running: int
    problem: str


def suite_row(suite: Suite, now: float) -> RunningSuite:
    """All its cells in one line; the page of the suite has them one by one."""
    ended = suite.counts[DONE] + suite.counts[FAILED]
    left = suite.seconds_left(now)
    words = [f'{formatting.count(ended)} of {formatting.count(suite.total)} answers',
             f'{formatting.count(suite.counts[FAILED])} failed' if suite.counts[FAILED] else '',
             '' if left is None else f'about {formatting.duration(left)} left']
    return RunningSuite(
        id=suite.id, title=clean_text(suite.record.title[:LONGEST_TITLE]) or 'Untitled', ended=ended, total=suite.total,
        models=', '.join(dict.fromkeys(clean_text(lane.model) for lane in suite.lanes)),
        words=' · '.join(word for word in words if word), running=suite.counts[RUNNING], problem=clean_text(suite.problem))
