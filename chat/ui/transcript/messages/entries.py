"""What the browser is told of a chat: one entry per prompt and per shown reply, as plain dicts. Knows nothing of NiceGUI."""
from __future__ import annotations

from collections.abc import Callable, Iterator

from chat.conversation import Attachment, Chat, Part, Reply, Turn, host_of, link_of, picture_of, sources_in
from chat.conversation.json_object import JsonObject
from chat.conversation.text import clean_text, plain_text
from chat.conversation.tools.rounds import TOOL_LIMIT
from chat.exchange.measures import size_words
from chat.ui.parts import formatting
from chat.ui.transcript.messages.tool_entries import tool_entries

LONGEST_PROMPT = 20_000
"""Characters of a prompt that are sent without being asked for; of a longer one only the beginning is."""
CLIPPED_PROMPT = 4_000
MENDED_AT = {
    'bad_key': '/settings', 'unknown_model': '/settings', 'unreachable': '/settings', 'untrusted': '/settings', 'bad_answer': '/settings',
    'budget': '/settings#spending'}
"""Kind of error -> where the user can do something about it."""
PROMPT_ACTIONS = ('copy', 'edit', 'fork', 'delete')
REPLY_ACTIONS = ('copy', 'regenerate', 'fork', 'delete', 'copy-plain', 'quote', 'edit-reply', 'regenerate-with', 'sent')
INHERITED_ACTIONS = ('copy', 'copy-plain', 'quote')
SAT_OUT = 'This lane skipped this turn'
Entry = JsonObject


def branches(chat: Chat) -> dict[str, tuple[int, int]]:
    """Turn id -> (which, of how many) versions of this prompt there are, counted from 1; one pass over all turns."""
    families: dict[str | None, list[Turn]] = {}
    for turn in chat.turns.values():
        families.setdefault(turn.parent_id, []).append(turn)
    places: dict[str, tuple[int, int]] = {}
    for family in families.values():
        for place, turn in enumerate(sorted(family, key=lambda t: t.created_at), start=1):
            places[turn.id] = (place, len(family))
    return places


def shown_reply(chat: Chat, turn: Turn, lane: int) -> Reply | None:
    """What stands below a prompt in this lane: its own reply, or before it joined the one it took over."""
    if reply := turn.reply(lane):
        return reply
    inherits = getattr(chat.lane(lane), 'inherits', None)
    if inherits is None or any(lane in past.replies for past in chat.path_to(turn.parent_id)):
        return None
    return turn.reply(inherits) or turn.picked_reply


def prompt_entry(turn: Turn, branch: tuple[int, int], note: str = '') -> Entry:
    """`note`: a quiet line below it, why no reply follows."""
    is_clipped = len(turn.prompt) > LONGEST_PROMPT
    return {
        'kind': 'prompt', 'turn': turn.id, 'branch': list(branch), 'actions': list(PROMPT_ACTIONS),
        'text': clean_text(turn.prompt[:CLIPPED_PROMPT] if is_clipped else turn.prompt), 'length': len(turn.prompt),
        'attachments': [_attachment(one) for one in turn.attachments], 'note': note,
    }


def greeting_entry(chat: Chat) -> Entry | None:
    """What the chat's persona says before anybody has asked; no model is sent it."""
    persona = chat.settings.persona
    if persona is None or not persona.greeting:
        return None
    return {'kind': 'greeting', 'turn': '', 'name': clean_text(persona.name), 'text': clean_text(persona.greeting)}


def _attachment(attachment: Attachment) -> Entry:
    """A picture is fetched by the browser, by its digest."""
    entry = {'name': clean_text(attachment.name), 'size': size_words(attachment.size)}
    return entry | {'picture': attachment.digest} if attachment.is_picture else entry


def inserted_entry(part: Part, *, is_nameless: bool = False) -> Entry:
    """What stands among the words: a picture, or a use of a tool, of which the entry of the reply tells all in their order."""
    return picture_entry(part, is_nameless=is_nameless) if part.kind == 'picture' else {'isTool': True}


def picture_entry(part: Part, *, is_nameless: bool = False) -> Entry:
    """A picture that a model has drawn, or where it lies elsewhere, which may tell whose model it was. Imported chats may hold anything."""
    detail, picture = part.detail, picture_of(part)
    if picture:
        size = {name: detail[name] for name in ('width', 'height') if isinstance(detail.get(name), int) and detail[name] > 0}
        return _attachment(picture) | size
    if is_nameless and link_of(part):
        return {'name': 'A picture on the web: the link is here after the reveal'}
    if url := link_of(part):
        return {'name': f'Picture on {host_of(url)}', 'url': url}
    return {'name': 'A picture that is not here'}


def reply_entry(turn: Turn, reply: Reply, name_of: Callable[[str], str], *, is_nameless: bool, is_inherited: bool = False,
                lane_model: str = '', hide: Callable[[str], str] | None = None) -> Entry:
    """All but its text and thoughts. An inherited one is another lane's, from before this one joined. `hide` takes names out.

    `lane_model` stands above the lane: an answer of another model ("Regenerate with…", a model that was replaced since) has to say so.
    """
    error = clean_text(reply.error.message) if reply.error else ''
    ending = hide(formatting.ending(reply)) if hide else formatting.ending(reply)
    versions = [version.id for version in turn.replies.get(reply.lane, [])]
    name = '' if is_nameless else name_of(reply.model)
    return {
        'kind': 'reply', 'turn': turn.id, 'reply': reply.id, 'lane': reply.lane,
        'model': '' if is_nameless else reply.model, 'name': name,
        'version': [versions.index(reply.id) + 1 if reply.id in versions else 1, len(versions)],
        'actions': list(INHERITED_ACTIONS if is_inherited else reply_actions(reply)),
        'isPicked': turn.picked_reply_id == reply.id, 'isInherited': is_inherited,
        'isOther': bool(lane_model) and not is_nameless and reply.model != lane_model,
        'numbers': [] if is_nameless or reply.is_running else formatting.small_print(reply, name),
        'error': hide(error) if hide else error, 'retryAt': reply.error.retry_at if reply.error else None,
        'mendedAt': MENDED_AT.get(reply.error.kind, '') if reply.error else '',
        'ending': ending, 'tools': tool_entries(reply, hide), 'sources': source_entries(reply, is_nameless=is_nameless),
        'skip': len(reply.text[:reply.continued_from].encode('utf-8', 'replace')) if reply.continued_from else 0,
        'isLimited': reply.finish_reason == TOOL_LIMIT, 'state': state(reply, is_nameless=is_nameless),
    }


def source_entries(reply: Reply, *, is_nameless: bool) -> list[Entry]:
    """Numbered on the page. Whose search it was, their addresses may tell."""
    sources = sources_in(reply.parts)
    if is_nameless:
        return [{'title': f'{len(sources)} {"source" if len(sources) == 1 else "sources"}: here after the reveal'}] if sources else []
    return [{'title': plain_text(one.title) or host_of(one.url), 'url': one.url, 'host': host_of(one.url) if one.url else ''}
            for one in sources]


def reply_actions(reply: Reply) -> Iterator[str]:
    yield from REPLY_ACTIONS
    if not reply.is_running and reply.is_cut_off and (reply.text.strip() or reply.has_calls):
        yield 'continue'


def state(reply: Reply, *, is_nameless: bool = False) -> JsonObject:
    """What `transcript/messages/state.js` makes words of: epoch seconds and counts; what is None is left out."""
    thoughts = [part for part in reply.parts if part.kind == 'thinking']
    ended = [part.seconds for part in thoughts if part.seconds is not None]
    facts: JsonObject = {'status': reply.status.value, 'thoughtSeconds': sum(ended) if ended and not is_nameless else None}
    if reply.is_running:
        started = thoughts[-1].detail.get('started_at') if thoughts else None
        facts |= {
            'createdAt': reply.created_at, 'firstTokenAt': reply.first_token_at, 'firstTextAt': reply.first_text_at,
            'heardAt': reply.last_data_at, 'retryAt': reply.retry_at, 'queuePosition': reply.queue_position,
            'note': None if is_nameless else reply.note,
            'trouble': clean_text(reply.trouble) if reply.trouble and not is_nameless else None,
            'thoughtSince': None if started is None else started - sum(ended), 'tokens': None if is_nameless else reply.usage.output_tokens,
        }
    return {key: value for key, value in facts.items() if value is not None}


def changes(before: Entry, after: Entry) -> Entry:
    """Only what is different; what is gone from the state becomes None. Of tools, `tool_entries` tells what is new."""
    changed = {key: value for key, value in after.items() if key not in {'state', 'tools'} and before.get(key) != value}
    old, new = before.get('state', {}), after.get('state', {})
    moved = {key: new.get(key) for key in [*new, *old] if old.get(key) != new.get(key)}
    return changed | ({'state': moved} if moved else {})
