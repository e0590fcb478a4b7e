"""The rounds of one reply: what it calls is run, and the model is asked again with what came of it, up to a limit."""
from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial

from chat.conversation import CUT_OFF_REASONS, Delta, Part, Reply, ReplyStatus, Tool, ToolResult, new_id
from chat.conversation.json_object import JsonObject
from chat.conversation.tools.asked import end_question, open_questions, waits_for_user
from chat.conversation.tools.question import Answers, Question
from chat.conversation.tools.rounds import TOOL_LIMIT, CallState, calls_in, unanswered
from chat.conversation.tools.tool import arguments_in
from chat.engine.files.sent_pictures import SentPictures
from chat.engine.tools.approvals import Approvals, Verdict
from chat.engine.tools.ask_user import NOBODY
from chat.engine.tools.checking import complaint_about, complaint_soon
from chat.engine.tools.outcome import Outcome, ToolError, failed
from chat.engine.tools.questions import Questions
from chat.engine.tools.tool_clock import ToolClock
from chat.engine.tools.toolbox import Toolbox
from chat.providers.provider import Request
from chat.settings.preferences import TOOL_ROUNDS, TOOL_SECONDS

LONG_ARGUMENTS = 50_000
"""Characters: those of more are looked at in a thread."""
DENIED = 'The user did not allow this call.'
NEVER_ASKED = 'This tool may change something, and nobody can be asked here, so it was not run.'
STOPPED = 'Stopped by the user before it had ended.'
LOST = 'Polylogue ended while this tool ran; nothing is known of its result.'
Share = Callable[[Reply, Part, Tool, Callable[[], Awaitable[Outcome]]], Awaitable[Outcome]]


@dataclass(kw_only=True, slots=True)
class Rounds:
    """What a reply needs to use tools."""

    toolbox: Toolbox
    chosen: tuple[str, ...]
    request: Callable[[Reply, tuple[Tool, ...]], Request]
    """What the model is asked with these tools, after all that the reply has done so far."""
    is_allowed: Callable[[Tool], bool] = lambda tool: tool.is_read_only
    """Whether it runs without asking."""
    approvals: Approvals | None = None
    """Without, nobody is asked, and what would have to ask is not run."""
    questions: Questions | None = None
    """Without, nobody is there who could answer one."""
    on_asking: Callable[[Reply], object] = lambda reply: None
    """Something is asked now, or was answered: the question must not be lost, and others show that there is one."""
    allow: Callable[[Tool], object] = lambda tool: None
    """From now on, for this chat."""
    on_problems: Callable[[Reply, tuple[Tool, ...], tuple[str, ...]], object] = lambda reply, tools, problems: None
    on_change: Callable[[Reply], object] = lambda reply: None
    pictures: SentPictures | None = None
    most: int = TOOL_ROUNDS.usual
    seconds: float = TOOL_SECONDS.usual
    share: Share | None = None
    """What another lane has got for the same call, or what running it gives."""
    _tools: dict[str, Tool] = field(default_factory=dict)
    _first: int = 1
    """The round that this version began with."""

    async def begin(self, reply: Reply) -> Request:
        """The request with its tools; servers are started if need be."""
        offer = await self.toolbox.offer(self.chosen)
        self._tools = {tool.name: tool for tool in offer.tools}
        self._first = reply.round
        self.on_problems(reply, offer.tools, offer.problems)
        return self.request(reply, offer.tools)

    async def use(self, reply: Reply) -> Request | None:
        """Run what was called in this round. None: nothing was, or the limit is reached."""
        calls = unanswered(calls_in(reply.parts, reply.round)) if self._tools else []
        if not calls or reply.finish_reason in CUT_OFF_REASONS:
            return None
        _give_ids(reply, calls)
        begun = time.time()
        await self._run_all(reply, calls)
        calls[0].detail['waited'] = time.time() - begun
        if reply.round - self._first + 1 >= self.most:
            reply.finish_reason = TOOL_LIMIT
            return None
        return self.request(reply, tuple(self._tools.values()))

    async def go_on(self, reply: Reply) -> None:
        """After a restart: the questions that were open are asked again, what ran then is lost."""
        self._tools = {tool.name: tool for tool in (await self.toolbox.offer(self.chosen)).tools}
        self._first = reply.round - _rounds_before(reply)
        for part in open_questions(reply.parts):
            if not part.detail.get('outlives'):
                end_question(part, 'ended')

    async def _run_all(self, reply: Reply, calls: list[Part]) -> None:
        """At once; whoever cancels this cancels all of them."""
        tasks = [asyncio.create_task(self._run(reply, part), name=f'tool {part.detail.get("name")}') for part in calls]
        try:
            await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()

    async def _run(self, reply: Reply, part: Part) -> None:
        outcome, state = await self._outcome(reply, part)
        await self._take(reply, part, outcome.bounded(), state)

    async def _outcome(self, reply: Reply, part: Part) -> tuple[Outcome, CallState]:
        tool = self._tools.get(str(part.detail['name']))
        if part.detail.get('state') == 'running' and not (tool and tool.is_question):
            return failed(LOST), 'failed'
        if tool is None:
            known = ', '.join(self._tools)
            return failed(f'There is no tool called “{part.detail["name"]}”. There are: {known}.'), 'failed'
        arguments, complaint = await _read(part.text, tool)
        if complaint:
            return failed(complaint), 'failed'
        if tool.is_question and self.questions is None:
            return failed(NOBODY), 'denied'
        if not self.is_allowed(tool) and (refusal := await self._ask(reply, part, tool)):
            return failed(refusal), 'denied'
        return await self._call(reply, part, tool, arguments)

    async def _ask(self, reply: Reply, part: Part, tool: Tool) -> str:
        """Why it may not run; empty if it may."""
        if self.approvals is None:
            return NEVER_ASKED
        self._show(reply, part, 'asking')
        self.on_asking(reply)
        verdict: Verdict = await self.approvals.ask(reply.id, str(part.detail['id']))
        self.on_asking(reply)
        if verdict == 'chat':
            self.allow(tool)
        return DENIED if verdict == 'deny' else ''

    async def _call(self, reply: Reply, part: Part, tool: Tool, arguments: JsonObject) -> tuple[Outcome, CallState]:
        part.detail['started_at'] = time.time()
        self._show(reply, part, 'running')
        part.detail['key'] = tool.key
        run = partial(self._run_tool, reply, part, tool, arguments)
        try:
            outcome = await (self.share(reply, part, tool, run) if self.share else run())
        except ToolError as error:
            outcome = failed(str(error))
        return outcome, 'failed' if outcome.is_error else 'denied' if outcome.is_denied else 'done'

    async def _run_tool(self, reply: Reply, part: Part, tool: Tool, arguments: JsonObject) -> Outcome:
        """Within its time. Raises ToolError."""
        clock = ToolClock(None if tool.is_question else self.seconds)
        ask = partial(self._put, reply, part, tool, clock) if self.questions else None
        try:
            async with asyncio.timeout(None) as timeout:
                clock.start(timeout)
                return await self.toolbox.call(tool, arguments, ask)
        except TimeoutError:
            return failed(f'{tool.own_name or tool.name} gave no result within {self.seconds:g} seconds and was given up.')
        finally:
            clock.end()

    async def _put(self, reply: Reply, part: Part, tool: Tool, clock: ToolClock, question: Question) -> Answers | None:
        """To the user, for a call that waits for the answer."""
        assert self.questions
        asked = self.questions.put(reply, question, call=str(part.detail['id']), outlives=tool.is_question)
        with clock.stopped():
            self._tell(reply)
            self.on_asking(reply)
            try:
                return await self.questions.wait_for(reply, asked)
            except asyncio.CancelledError:
                if not tool.is_question:
                    end_question(asked, 'ended')
                raise
            finally:
                self._tell(reply)
                self.on_asking(reply)

    async def _take(self, reply: Reply, part: Part, outcome: Outcome, state: CallState) -> None:
        pictures = [await self.pictures.store(one) if self.pictures else Delta(unshown='picture') for one in outcome.pictures]
        end_call(part, state)
        result = ToolResult(id=str(part.detail['id']), name=str(part.detail['name']), text=outcome.text, round=reply.round,
                            is_error=outcome.is_error)
        reply.append(Delta(tool_result=result), time.time())
        for delta in pictures:
            reply.append(delta, time.time())
            if delta.picture:
                reply.parts[-1].detail |= {'round': reply.round, 'call': result.id}
        for name in outcome.unshown:
            reply.append(Delta(unshown=name), time.time())
        self._tell(reply)

    def _show(self, reply: Reply, part: Part, state: CallState) -> None:
        part.detail['state'] = state
        self._tell(reply)

    def _tell(self, reply: Reply) -> None:
        if reply.is_running:
            reply.status = ReplyStatus.ASKING if waits_for_user(reply.parts) else ReplyStatus.TOOL
            self.on_change(reply)


def end_call(part: Part, state: CallState) -> None:
    part.detail['state'] = state
    started = part.detail.pop('started_at', None)
    if isinstance(started, int | float):
        part.seconds = max(0.0, time.time() - started)


def stop_calls(reply: Reply) -> None:
    """For the end of a reply: what still ran, or asked, has come to nothing."""
    for part in open_questions(reply.parts):
        end_question(part, 'ended')
    for part in unanswered(reply.parts):
        if part.detail.get('state') in {'running', 'asking'}:
            end_call(part, 'failed')
            reply.append(Delta(tool_result=ToolResult(id=str(part.detail['id']), name=str(part.detail['name']), text=STOPPED,
                                                      round=reply.round, is_error=True)), time.time())


def _give_ids(reply: Reply, calls: list[Part]) -> None:
    """Some servers give none, or the same again; Mistral takes only ids of nine letters or digits."""
    taken = {part.detail.get('id') for part in calls_in(reply.parts) if not any(part is one for one in calls)}
    for part in calls:
        if not part.detail.get('id') or part.detail['id'] in taken:
            part.detail['id'] = new_id()[:9]
        taken.add(part.detail['id'])


async def _read(written: str, tool: Tool) -> tuple[JsonObject, str]:
    """The arguments, and what is wrong with them."""
    is_long = len(written) > LONG_ARGUMENTS
    arguments = await asyncio.to_thread(arguments_in, written) if is_long else arguments_in(written)
    if arguments is None:
        return {}, 'The arguments are not a JSON object, so nothing was called.'
    complaint = await (asyncio.to_thread(complaint_about, arguments, tool.schema) if is_long else complaint_soon(arguments, tool.schema))
    return arguments, f'The arguments do not fit the schema, so nothing was called: {complaint}' if complaint else ''


def _rounds_before(reply: Reply) -> int:
    """Of this version, before the one that asks."""
    begun = reply.request.first_round if reply.request else 1
    return max(0, reply.round - begun)
