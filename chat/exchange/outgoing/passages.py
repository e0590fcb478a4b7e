"""What a reply says and does, in its order, for pages to read."""
from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from chat.conversation import Attachment, Part, Reply, host_of, link_of, picture_of
from chat.conversation.tools.asked import answers_in, question_of, state_of

TOOLS = frozenset({'tool_call', 'tool_result'})
ENDS = {'skipped': 'The user did not want to answer.', 'asking': 'It is not answered yet.', 'ended': 'It was not answered.'}
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
    is_open: bool = False
    """Whether something with a title is seen at once."""


def passages_of(reply: Reply) -> Iterator[Passage]:
    """Without the thoughts. Texts in a row are one."""
    tools = [part for part in reply.parts if part.kind in TOOLS]
    asked = {_place(part, 'call') for part in reply.parts if part.kind == 'question' and part.detail.get('outlives') is True}
    names = {str(part.detail.get('id')): str(part.detail['name']) for part in tools if part.detail.get('name')}
    said = ''
    for part in reply.parts:
        if part.kind == 'text':
            said += part.text
        elif part.kind in {*TOOLS, 'picture', 'question'}:
            if said.strip():
                yield Passage(text=said.strip('\n'))
            said = ''
            if part.kind == 'question':
                yield _question(part)
            elif part.kind == 'picture':
                yield _picture(part)
            elif _place(part, 'id') not in asked:  # a call that is nothing but a question says no more than that
                yield _use(part, names)
    if said.strip():
        yield Passage(text=said.strip('\n'))


def _place(part: Part, name: str) -> tuple[str, str]:
    return str(part.detail.get('round')), str(part.detail.get(name))


def _question(part: Part) -> Passage:
    question, state = question_of(part), state_of(part)
    if question is None:
        return Passage(title='Question', text='It cannot be read.', is_open=True)
    answers = [f'{label}\n→ {answer or "no answer"}' if state == 'answered' else label for label, answer in answers_in(part)]
    said = [question.message, question.address, *answers, ENDS.get(state, '')]
    title = f'Question of {question.asker}' if question.asker else 'Question'
    return Passage(title=title, text='\n\n'.join(filter(None, said)), is_open=True)


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
