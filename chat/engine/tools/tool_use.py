"""Who may use which tools: puts the rounds of a reply together, and takes the user's answers to what they ask."""
from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from chat.conversation import Chat, Lane, Part, Reply, Tool, Turn, messages_for
from chat.engine.continuing import messages_to_correct, with_what_was_done
from chat.engine.error import EngineError
from chat.engine.request import request_for
from chat.engine.tools.approvals import Approvals, Verdict
from chat.engine.tools.ask_user import OwnTools
from chat.engine.tools.choice import chosen_for
from chat.engine.tools.one_world import OneWorld
from chat.engine.tools.outcome import Outcome
from chat.engine.tools.questions import ANSWERED, Questions
from chat.engine.tools.rounds import Rounds
from chat.engine.tools.toolbox import Toolbox, named_apart
from chat.providers.provider import Request
from chat.providers.registry import Providers
from chat.settings.preferences import ALLOWED_TOOLS, TOOL_ROUNDS, TOOL_SECONDS


@dataclass(kw_only=True, slots=True)
class ToolUse:
    providers: Providers
    save_chat: Callable[[Chat], object]
    save_reply: Callable[[Reply, str], object]
    """Of the chat with this id; whoever lists chats is told."""
    toolbox: Toolbox = field(default_factory=lambda: Toolbox(sources=[OwnTools()]))
    approvals: Approvals = field(default_factory=Approvals)
    questions: Questions = field(default_factory=Questions)
    world: OneWorld = field(default_factory=OneWorld)

    def rounds_in_chat(self, chat: Chat, turn: Turn, lane: Lane, reply: Reply) -> Rounds | None:
        """None: no tools were chosen."""
        chosen = () if lane.merges else chosen_for(lane, chat)
        if not chosen:
            return None
        def share(reply: Reply, part: Part, tool: Tool, run: Callable[[], Awaitable[Outcome]]) -> Awaitable[Outcome]:
            if not _is_shared(tool, chat):
                return run()
            return self.world.outcome(turn, reply, part, tool, run, tell=lambda: chat.tell_reply_changed(reply))

        return self._with_limits(Rounds(
            toolbox=self.toolbox, chosen=chosen, approvals=self.approvals, questions=self.questions, share=share,
            request=lambda reply, tools: self.request(chat, turn, lane, reply, tools),
            is_allowed=lambda tool: self._is_allowed(tool, chat), allow=lambda tool: self._allow(tool, chat),
            on_asking=lambda reply: self.save_reply(reply, chat.id), on_problems=_note_tools, on_change=chat.tell_reply_changed))

    def rounds_in_suite(self, lane: Lane, request: Request) -> Rounds | None:
        """Nobody is asked there."""
        chosen = chosen_for(lane, None)
        if not chosen:
            return None
        return self._with_limits(Rounds(
            toolbox=self.toolbox, chosen=chosen, is_allowed=lambda tool: self._is_allowed(tool, None), on_problems=_note_tools,
            request=lambda reply, tools: replace(request, tools=tools, messages=tuple(with_what_was_done([*request.messages], reply)))))

    def known(self, keys: Iterable[str]) -> tuple[Tool, ...]:
        """The tools behind these keys, as far as they are known now; nothing is started."""
        wanted = set(keys)
        return tuple(named_apart([tool for source in self.toolbox.sources for tool in source.tools if tool.key in wanted]))

    def answer(self, reply: Reply, call_id: str, verdict: Verdict) -> None:
        """What the user says to a call that asks. Raises EngineError if nobody waits for it."""
        if not self.approvals.answer(reply.id, call_id, verdict):
            raise EngineError(ANSWERED)

    def answer_question(self, reply: Reply, answers: Mapping[str, object] | None, question: str = '') -> None:
        """What the user says to a question of this reply, by the ids of its fields; None: nothing, it goes on without. `question`: its id;
        without, the oldest that is open. Raises EngineError with a sentence if the answers do not fit, or nobody waits for them."""
        self.questions.answer(reply, answers, question)

    def request(self, chat: Chat, turn: Turn, lane: Lane, reply: Reply, tools: tuple[Tool, ...] = ()) -> Request:
        """What the reply's model is asked, after all that the reply has done so far."""
        assert reply.request
        record, messages = reply.request, messages_for(chat, turn, lane, has_tools=bool(tools))
        if record.corrects and (corrected := chat.find_reply(record.corrects)):
            messages = messages_to_correct(messages, corrected[1].text, record.correction)
        return replace(request_for(self.providers, record, with_what_was_done(messages, reply, has_tools=bool(tools))), tools=tools)

    def _is_allowed(self, tool: Tool, chat: Chat | None) -> bool:
        always = ALLOWED_TOOLS.of(self.providers.settings)
        here = chat.settings.allowed_tools if chat else ()
        return tool.is_read_only or tool.key in always or tool.key in here

    def _allow(self, tool: Tool, chat: Chat) -> None:
        chat.settings = replace(chat.settings, allowed_tools=tuple(dict.fromkeys((*chat.settings.allowed_tools, tool.key))))
        self.save_chat(chat)

    def _with_limits(self, rounds: Rounds) -> Rounds:
        rounds.most, rounds.seconds = TOOL_ROUNDS.of(self.providers.settings), TOOL_SECONDS.of(self.providers.settings)
        return rounds


def _is_shared(tool: Tool, chat: Chat) -> bool:
    return tool.is_read_only and len(chat.lanes) > 1 and chat.settings.is_one_world


def _note_tools(reply: Reply, tools: tuple[Tool, ...], problems: tuple[str, ...]) -> None:
    if reply.request:
        reply.request = replace(reply.request, tools=tuple(tool.key for tool in tools), tool_problems=problems)
