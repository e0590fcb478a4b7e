"""Questions that wait for the user's answer: several chats, lanes and calls may ask at once."""
from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping

from chat.conversation import Delta, Part, Reply, new_id
from chat.conversation.tools.asked import end_question, open_questions, question_of, question_part
from chat.conversation.tools.question import Answers, Question, QuestionError
from chat.engine.error import EngineError

ANSWERED = 'This question was answered already.'


class Questions:
    def __init__(self) -> None:
        self._open: dict[tuple[str, str], asyncio.Future[Answers | None]] = {}
        """By reply and question."""

    def put(self, reply: Reply, question: Question, *, call: str = '', outlives: bool = False) -> Part:
        """Among the parts of the reply; one that this call has asked before a restart is asked on."""
        for part in open_questions(reply.parts):
            if outlives and call and part.detail.get('call') == call and part.detail.get('round') == reply.round:
                return part
        part = question_part(question, id=new_id()[:9], number=reply.round, call=call, outlives=outlives)
        reply.append(Delta(question=part), time.time())
        return part

    async def wait_for(self, reply: Reply, part: Part) -> Answers | None:
        """None: the user does not want to answer. If it is cancelled, the question stays as it is."""
        key = reply.id, str(part.detail['id'])
        self._open[key] = asyncio.get_running_loop().create_future()
        try:
            answers = await self._open[key]
        finally:
            del self._open[key]
        end_question(part, 'skipped' if answers is None else 'answered', answers)
        return answers

    def answer(self, reply: Reply, given: Mapping[str, object] | None, id: str = '') -> None:
        """The first answer counts. `given`: by the ids of the fields; None: the user does not want to answer. `id`: of the question;
        without, the oldest that is open. Raises EngineError if it does not fit, or if nobody waits for it any more."""
        part = next((part for part in open_questions(reply.parts) if id in {'', part.detail.get('id')}), None)
        waiting = self._open.get((reply.id, str(part.detail['id']))) if part else None
        question = question_of(part) if part else None
        if waiting is None or waiting.done() or question is None:
            raise EngineError(ANSWERED)
        try:
            waiting.set_result(None if given is None else question.answers_from(given))
        except QuestionError as error:
            raise EngineError(str(error)) from None
