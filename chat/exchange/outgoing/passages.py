"""What a reply says and does, in its order, for pages to read."""
from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from chat.conversation import Attachment, Part, Reply, host_of, link_of, picture_of

TOOLS = frozenset({'tool_call', 'tool_result'})
FENCED = re.compile(r'\s*```([\w+#.-]*)\n((?:(?!```).)*)\n```\s*', re.DOTALL)
"""Code that an import has put into a fence: the page has one of its own."""


@dataclass(kw_only=True, slots=True, frozen=True)
class Passage:
    text: str = ''
    title: str = ''
    """Of the use of a tool; empty for what the reply says."""
    language: str = ''
    picture: Attachment | None = None
    """What the model has drawn; then there is no text."""


def passages_of(reply: Reply) -> Iterator[Passage]:
    """Without the thoughts. Texts in a row are one."""
    tools = [part for part in reply.parts if part.kind in TOOLS]
    names = {str(part.detail.get('id')): str(part.detail['name']) for part in tools if part.detail.get('name')}
    said = ''
    for part in reply.parts:
        if part.kind == 'text':
            said += part.text
        elif part.kind in TOOLS or part.kind == 'picture':
            if said.strip():
                yield Passage(text=said.strip('\n'))
            said = ''
            yield _use(part, names) if part.kind in TOOLS else _picture(part)
    if said.strip():
        yield Passage(text=said.strip('\n'))


def _picture(part: Part) -> Passage:
    """One that lies elsewhere is a link in the text, as Markdown has them."""
    if picture := picture_of(part):
        return Passage(picture=picture)
    link = link_of(part)
    return Passage(text=f'[Picture on {host_of(link)}](<{link}>)' if link else '*A picture that is not here*')


def _use(part: Part, names: dict[str, str]) -> Passage:
    """A result has no name of its own in some exports, but the id of its call."""
    name = str(part.detail.get('name') or '') or names.get(str(part.detail.get('id')), '')
    what = 'Tool call' if part.kind == 'tool_call' else 'Tool result'
    fenced = FENCED.fullmatch(part.text)
    return Passage(title=f'{what}: {name}' if name else what, text=fenced[2] if fenced else part.text, language=fenced[1] if fenced else '')
