"""What the buttons of a prompt and of a reply do."""
from __future__ import annotations

from dataclasses import dataclass

from chat.conversation import Reply, Turn
from chat.conversation.json_object import JsonObject
from chat.conversation.tools.asked import question_of
from chat.engine.chats import branches
from chat.engine.tools.approvals import VERDICTS
from chat.ui.chat.regenerate_dialog import RegenerateDialog
from chat.ui.parts.actions import Action
from chat.ui.parts.panel import Panel
from chat.ui.transcript.questions.question_entries import answers_from


@dataclass(kw_only=True, slots=True, frozen=True)
class MessageClick:
    panel: Panel
    turn: Turn
    reply: Reply | None
    """None: a button of the prompt."""
    args: JsonObject

    @property
    def words(self) -> str:
        return self.panel.screen.services.pastes.whole(self.args.get('text'), self.args.get('paste'))


def _retry(on: MessageClick) -> None:
    if on.reply:
        on.panel.engine.retry(on.panel.chat, on.reply)


def _regenerate(on: MessageClick) -> None:
    if on.reply:
        on.panel.engine.regenerate(on.panel.chat, on.reply)


def _regenerate_with(on: MessageClick) -> None:
    panel, reply = on.panel, on.reply
    if reply:
        with panel:
            RegenerateDialog(lambda model: panel.screen.attempt(lambda: panel.engine.regenerate(panel.chat, reply, model)))


def _continue(on: MessageClick) -> None:
    if on.reply:
        on.panel.engine.continue_reply(on.panel.chat, on.reply)


def _fix(on: MessageClick) -> None:
    """One try of "Fix and retry": the page counts them."""
    if on.reply and (words := on.words).strip():
        on.panel.engine.correct(on.panel.chat, on.reply, words)


def _stop(on: MessageClick) -> None:
    if on.reply:
        on.panel.engine.stop(on.panel.chat.id, on.reply.lane)


def _edit_reply(on: MessageClick) -> None:
    if on.reply:
        branches.edit_reply(on.panel.engine, on.panel.chat, on.reply, on.words)


def _answer_call(on: MessageClick) -> None:
    """What the user says to a tool that asks."""
    verdict = next((one for one in VERDICTS if one == on.args.get('verdict')), None)
    if on.reply and verdict:
        on.panel.engine.tools.answer(on.reply, str(on.args.get('call', '')), verdict)


def _show_sent(on: MessageClick) -> None:
    if on.reply:
        on.panel.show_sent(on.turn, on.reply.lane)


def _answer_question(on: MessageClick) -> None:
    """What the user says in the form of a question; no list: nothing."""
    id, said = str(on.args.get('question', '')), on.args.get('answers')
    asked = next((part for part in on.reply.parts if part.kind == 'question' and part.detail.get('id') == id), None) if on.reply else None
    question = question_of(asked) if asked else None
    if on.reply and question:
        on.panel.engine.tools.answer_question(on.reply, answers_from(question, said) if isinstance(said, list) else None, id)


def _show_version(on: MessageClick, step: int) -> None:
    if on.reply:
        branches.show_version(on.panel.engine, on.panel.chat, on.reply, step)


FOR_REPLY: tuple[Action[MessageClick], ...] = (
    Action(name='regenerate', is_blind_safe=True, call=_regenerate),
    Action(name='regenerate-with', call=_regenerate_with),
    Action(name='retry', is_blind_safe=True, call=_retry),
    Action(name='continue', is_blind_safe=True, call=_continue),
    Action(name='fix', is_blind_safe=True, call=_fix),
    Action(name='answer-call', is_blind_safe=True, call=_answer_call),
    Action(name='answer-question', is_blind_safe=True, call=_answer_question),
    Action(name='stop', is_blind_safe=True, call=_stop),
    Action(name='edit-reply', is_blind_safe=True, call=_edit_reply),
    Action(name='sent', call=_show_sent),
    Action(name='previous-version', is_blind_safe=True, call=lambda on: _show_version(on, -1)),
    Action(name='next-version', is_blind_safe=True, call=lambda on: _show_version(on, +1)),
)


def _fork(on: MessageClick) -> None:
    copy = branches.fork(on.panel.engine, on.panel.chat, on.turn, on.args.get('lane'))
    on.panel.screen.open(f'/chat/{copy.id}')


def _delete(on: MessageClick) -> None:
    done = on.panel.screen.services.keeping.delete_turn(on.panel.chat, on.turn)
    on.panel.screen.say(done.sentence, done.undo)


FOR_TURN: tuple[Action[MessageClick], ...] = (
    Action(name='edit', is_blind_safe=True, call=lambda on: on.panel.engine.edit(on.panel.chat, on.turn, on.words)),
    Action(name='fork', call=_fork),
    Action(name='delete', is_blind_safe=True, call=_delete),
    Action(name='quote', is_blind_safe=True, call=lambda on: on.panel.box.insert(on.words)),
    Action(name='previous-branch', is_blind_safe=True, call=lambda on: branches.show_branch(on.panel.engine, on.panel.chat, on.turn, -1)),
    Action(name='next-branch', is_blind_safe=True, call=lambda on: branches.show_branch(on.panel.engine, on.panel.chat, on.turn, +1)),
)
