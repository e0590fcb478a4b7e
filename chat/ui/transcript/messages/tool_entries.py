"""What the browser is told of the tools that a reply has used: one entry for each call with what came of it, and for each question to
the user, in their order."""
from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from chat.conversation import Part, Reply
from chat.conversation.json_object import JsonObject
from chat.conversation.text import clean_text, plain_text
from chat.conversation.tools.asked import open_questions
from chat.conversation.tools.rounds import round_of
from chat.ui.transcript.questions.question_entries import question_entry

LONGEST = 10_000
"""Characters of what a tool was given, or gave back; exports hold all of it."""
STATES = frozenset({'running', 'asking', 'done', 'failed', 'denied'})
ToolEntry = JsonObject


@dataclass(kw_only=True, slots=True)
class Use:
    call: Part | None = None
    """None: a result that stands alone, in an imported chat."""
    result: Part | None = None
    question: Part | None = None
    """To the user; then there is neither call nor result."""

    @property
    def start(self) -> Part:
        """Where it stands among the parts."""
        part = self.call or self.result or self.question
        assert part
        return part


def uses_in(parts: Iterable[Part]) -> list[Use]:
    """A result belongs to the newest call of its id and round that has none, without an id to the newest call without a result."""
    uses: list[Use] = []
    for part in parts:
        if part.kind == 'tool_call':
            uses.append(Use(call=part))
        elif part.kind == 'question':
            uses.append(Use(question=part))
        elif part.kind == 'tool_result':
            open_calls = [use for use in reversed(uses) if use.call and use.result is None]
            found = next((use for use in open_calls if _belongs(part, use.call)), None)
            if found:
                found.result = part
            else:
                uses.append(Use(result=part))
    return uses


def _belongs(result: Part, call: Part | None) -> bool:
    id = result.detail.get('id')
    if call is None:
        return False
    return (id == call.detail.get('id') if id else not call.detail.get('id')) and round_of(result) == round_of(call)


def tool_entries(reply: Reply, hide: Callable[[str], str] | None = None) -> list[ToolEntry]:
    """`hide` takes names out: with it, arguments that are still written are left out, for a name may be half there."""
    uses = uses_in(reply.parts)
    asked = [use.question for use in uses if use.question]
    forms = {(round_of(part), str(part.detail.get('call'))) for part in asked if part.detail.get('outlives')}
    return [_question(use.question, reply, hide) if use.question else _entry(use, reply, hide) | _quiet(use, forms) for use in uses]


def _question(part: Part, reply: Reply, hide: Callable[[str], str] | None) -> ToolEntry:
    return {'question': question_entry(part, is_running=reply.is_running, hide=hide), 'arguments': ''}


def _quiet(use: Use, forms: Collection[tuple[int | None, str]]) -> ToolEntry:
    """A call that is nothing but a question, which has a form."""
    return {'isQuiet': True} if use.call and (round_of(use.call), str(use.call.detail.get('id'))) in forms else {}


def _entry(use: Use, reply: Reply, hide: Callable[[str], str] | None) -> ToolEntry:
    call, result = use.call, use.result
    state = _state(use, reply)
    is_written = call is not None and reply.is_running and call is reply.parts[-1] and 'state' not in call.detail
    found: ToolEntry = {
        'name': plain_text(clean_text(str(use.start.detail.get('name') or ''))), 'call': str(use.start.detail.get('id') or ''),
        'state': state, 'arguments': '' if call is None or (hide and is_written) else _text(call.text, hide), 'isWritten': is_written}
    if call and isinstance(call.detail.get('started_at'), int | float):
        found['startedAt'] = call.detail['started_at']
    if call and call.seconds is not None:
        found['seconds'] = call.seconds
    if call and isinstance(call.detail.get('recorded'), str):
        found['recorded'] = call.detail['recorded']
    if call and state == 'running' and (waits := _waits_for(call, reply)):
        found['waits'] = waits
    return found if result is None else found | {'result': _text(result.text, hide)}


def _waits_for(call: Part, reply: Reply) -> str:
    """Who lets a call wait, in words."""
    if call.detail.get('waits') is True:
        return 'another lane'
    place = (round_of(call), call.detail.get('id'))
    return 'you' if any((round_of(part), part.detail.get('call')) == place for part in open_questions(reply.parts)) else ''


def _state(use: Use, reply: Reply) -> str:
    """Also of calls that the provider has run, and of imported ones, which tell none."""
    if use.call is None:
        return 'done'
    state = use.call.detail.get('state')
    if isinstance(state, str) and state in STATES and (reply.is_running or state not in {'running', 'asking'}):
        return state
    if use.result:
        return 'failed' if use.result.detail.get('is_error') is True else 'done'
    if reply.is_running:
        return 'running'
    return 'failed' if isinstance(state, str) else 'done'


def _text(text: str, hide: Callable[[str], str] | None) -> str:
    rest = len(text) - LONGEST
    shown = clean_text(text[:LONGEST]) + (f'\n… {rest:,} more characters' if rest > 0 else '')
    return hide(shown) if hide else shown


def changes_in(before: list[ToolEntry], after: list[ToolEntry]) -> list[tuple[int, ToolEntry]]:
    """(place, what is different, or all of a new one); arguments that only grow are told by what is added."""
    known = [(place, changed) for place, (old, new) in enumerate(zip(before, after, strict=False)) if (changed := _changes(old, new))]
    return known + [(place, after[place]) for place in range(len(before), len(after))]


def _changes(old: ToolEntry, new: ToolEntry) -> ToolEntry:
    changed: ToolEntry = {name: new.get(name) for name in {**old, **new} if old.get(name) != new.get(name)}
    if 'arguments' in changed and len(old['arguments']) < LONGEST and new['arguments'].startswith(old['arguments']):
        changed['more'] = changed.pop('arguments')[len(old['arguments']):]
    return changed
