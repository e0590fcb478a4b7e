"""What was measured of a reply, as numbers and as words."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from chat.conversation import Chat, Lane, Reply, ReplyStatus, Turn, measures

NAMED = {
    'sound': 'sounds', 'another answer': 'other answers', 'picture': 'pictures', 'film': 'films', 'file': 'files', 'source': 'sources',
    'damaged picture': 'damaged pictures',
    'picture of another kind': 'pictures of another kind', 'picture that is too large': 'pictures that are too large',
    'picture beyond the limit': 'pictures beyond the limit', 'picture that could not be kept': 'pictures that could not be kept',
}
"""What cannot be shown and has an English name -> several of it; all else is named as the server names it."""


@dataclass(kw_only=True, slots=True, frozen=True)
class Measures:
    """None where it is not known. Times in seconds, cost in US dollars."""

    first_token: float | None
    total: float | None
    tokens_per_second: float | None
    input_tokens: int | None
    output_tokens: int | None
    thinking_tokens: int | None
    cost: float | None


def measures_of(reply: Reply) -> Measures:
    """For tables: the speed counts only where the provider counted the tokens."""
    return Measures(
        first_token=measures.first_token_seconds(reply), total=measures.total_seconds(reply),
        tokens_per_second=measures.counted_speed_of(reply), input_tokens=reply.usage.input_tokens, output_tokens=reply.usage.output_tokens,
        thinking_tokens=reply.usage.thinking_tokens, cost=reply.cost)


def measure_words(reply: Reply) -> list[str]:
    """For pages: what is not known is left out, and what is estimated wears a `~`."""
    first, total = measures.first_token_seconds(reply), measures.total_seconds(reply)
    taken, thought, written = reply.usage.input_tokens, reply.usage.thinking_tokens, measures.token_words(measures.tokens_of(reply))
    words = [
        '' if first is None else f'first token {measures.duration_words(first)}',
        '' if total is None else f'total {measures.duration_words(total)}', measures.speed_words(measures.speed_of(reply)),
        '' if taken is None else f'{measures.count_words(taken)} tokens in', f'{written} out' if written else '',
        '' if thought is None else f'{measures.count_words(thought)} of thought', measures.cost_words(reply.cost)]
    return [word for word in words if word]


def setting_words(lane: Lane) -> list[str]:
    """`temperature 0.7`, `stop “###”, “END”`."""
    return [f'{name} {_setting(value)}' for name, value in lane.parameters.items()]


def _setting(value: object) -> str:
    """As people write it: what comes in with chats may be of any kind."""
    if isinstance(value, list | tuple):
        return ', '.join(f'“{one}”' for one in value)
    return str(value).lower() if isinstance(value, bool) else str(value)


def ending(reply: Reply) -> str:
    """How the reply ended, if that was not by itself, and what of it cannot be shown."""
    return ' · '.join(filter(None, (_ending(reply), unshown_words(reply))))


def unshown_words(reply: Reply) -> str:
    """`Not shown: 2 sounds, “hologram” × 3`; empty if all that came is shown."""
    counts = [(str(part.detail.get('name')), _number(part.detail.get('count'))) for part in reply.parts if part.kind == 'unshown']
    words = [f'{count} {NAMED[name] if count > 1 else name}' if name in NAMED else f'“{name}”{f" × {count}" if count > 1 else ""}'
             for name, count in counts]
    return f'Not shown: {", ".join(words)}' if words else ''


def answer_words(reply: Reply) -> str:
    """The answer in one cell of a table: an answer without text is not empty for that."""
    return reply.text or ' '.join(f'[{picture.name}]' for picture in reply.pictures) or unshown_words(reply)


def _number(count: object) -> int:
    """Imported chats may hold anything."""
    return count if isinstance(count, int) and count > 0 else 1


def _ending(reply: Reply) -> str:
    if reply.error:
        return f'Failed: {reply.error.message}'
    if reply.is_edited:
        return 'Edited by the user'
    words = {ReplyStatus.STOPPED: 'Stopped', ReplyStatus.INTERRUPTED: 'Interrupted', ReplyStatus.FAILED: 'Failed', ReplyStatus.DONE: ''}
    return words.get(reply.status, 'Still being written')


def greeting_of(chat: Chat) -> tuple[str, str]:
    """What the chat's persona is called and says before anybody has asked; empty without one."""
    persona = chat.settings.persona
    return (persona.name, persona.greeting) if persona else ('', '')


def size_words(size: int) -> str:
    """Bytes in the largest fitting unit: `640 B`, `12 kB`, `3.4 MB`."""
    return f'{size} B' if size < 1000 else f'{size / 1e3:.0f} kB' if size < 1e6 else f'{size / 1e6:.1f} MB'


def iso(time: float | None) -> str:
    """`2026-11-21T08:30:00Z`."""
    return '' if time is None else datetime.fromtimestamp(time, UTC).strftime('%Y-%m-%dT%H:%M:%SZ')


def day_and_hour(time: float) -> str:
    return datetime.fromtimestamp(time, UTC).strftime('%Y-%m-%d %H:%M UTC')


def other_turns(chat: Chat) -> Iterator[Turn]:
    """The turns of the branches that are not on screen, in the order of time."""
    shown = {turn.id for turn in chat.path()}
    yield from (turn for turn in sorted(chat.turns.values(), key=lambda turn: turn.created_at) if turn.id not in shown)
