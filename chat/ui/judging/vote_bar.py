"""Below the lanes of a blind comparison: the ballot, and after the reveal who was who."""
from __future__ import annotations

from dataclasses import dataclass, field

from nicegui import events

from chat.conversation import Chat, Turn, Vote
from chat.conversation.vote import Outcome
from chat.engine.error import EngineError
from chat.engine.judging import blind
from chat.engine.judging.judging import Judging
from chat.engine.lanes import lanes
from chat.ui.parts import browser
from chat.ui.parts.actions import Action, Actions
from chat.ui.parts.live_element import LiveElement
from chat.ui.parts.panel import LaneClick, Panel
from chat.ui.parts.props import Props


@dataclass(kw_only=True, slots=True, frozen=True)
class VoteChoice(Props):
    lane: int
    letter: str


@dataclass(kw_only=True, slots=True, frozen=True)
class RevealedName(Props):
    letter: str
    name: str
    is_winner: bool


@dataclass(kw_only=True, slots=True, frozen=True)
class VoteFacts(Props):
    is_blind: bool
    turn: str = ''
    """Empty: there is nothing to judge or to reveal."""
    is_ready: bool = False
    is_over: bool = False
    choices: list[VoteChoice] = field(default_factory=list)
    choice: str = ''
    """The lane that has won, 'tie' or 'all_bad'."""
    names: list[RevealedName] = field(default_factory=list)
    is_voted: bool = False


class VoteBar(LiveElement, component='vote_bar.js'):
    """Made once a panel. What the names are leaves only with the reveal."""

    def __init__(self, panel: Panel) -> None:
        super().__init__()
        self._panel = panel
        self.watch(self._judging.watchers, self.refresh)
        self._was_blind = False
        self.props['facts'] = self._facts().to_json()
        self.on('act', self._act)
        self._clear_page()

    @property
    def _judging(self) -> Judging:
        return self._panel.screen.services.judging

    @property
    def _chat(self) -> Chat:
        return self._panel.chat

    def refresh(self) -> None:
        """Something was asked, has ended, was voted on or revealed."""
        self.tell('facts', self._facts())
        self._clear_page()

    def _clear_page(self) -> None:
        """A page that was opened before the names were hidden still has them in its scripts."""
        if (is_blind := blind.is_blind(self._chat)) != self._was_blind:
            self._was_blind = is_blind
            if is_blind and self.client.has_socket_connection:
                browser.call(self.client, 'judging/forget.js:forgetNames')

    @property
    def _turn(self) -> Turn | None:
        path = self._chat.path()
        return path[-1] if path else None

    def _facts(self) -> VoteFacts:
        chat, turn = self._chat, self._turn
        is_blind = blind.is_blind(chat)
        if turn is None or not (is_blind or chat.settings.revealed_turn == turn.id):
            return VoteFacts(is_blind=is_blind)
        letters = blind.letters(chat)
        found = self._judging.candidates(chat, turn)
        vote = self._judging.votes.get(turn.id)
        names = {} if is_blind else lanes.names_of(chat.lanes)
        return VoteFacts(
            is_blind=is_blind, turn=turn.id, is_ready=len(found) > 1, is_over=not any(reply.is_running for reply in turn.all_replies()),
            choices=[VoteChoice(lane=one.lane, letter=letters.get(one.lane, '?')) for one in found], choice=_choice(vote),
            names=[RevealedName(letter=letter, name=names[number], is_winner=bool(vote and vote.winner == number))
                   for number, letter in letters.items() if names],
            is_voted=bool(vote and vote.is_locked and not is_blind))

    def _act(self, event: events.GenericEventArguments) -> None:
        action, lane = event.args.get('action'), event.args.get('lane')
        click = LaneClick(panel=self._panel, number=lane if isinstance(lane, int) else -1)
        FOR_BALLOT.carry_out(str(action), click, self._panel.screen, is_blind=blind.is_blind(self._chat))


def _choice(vote: Vote | None) -> str:
    if vote is None:
        return ''
    return str(vote.winner) if vote.outcome == 'winner' else vote.outcome


def _vote(on: LaneClick, outcome: Outcome) -> None:
    if (turn := on.turn) and blind.is_blind(on.chat):
        on.panel.screen.services.judging.vote(on.chat, turn, outcome)


def _vote_for(on: LaneClick) -> None:
    if (turn := on.turn) and (reply := on.reply) and blind.is_blind(on.chat):
        on.panel.screen.services.judging.vote(on.chat, turn, 'winner', reply)


def _reveal(on: LaneClick) -> None:
    if blind.is_blind(on.chat):
        on.panel.screen.services.judging.reveal(on.chat)


def toggle_blind(panel: Panel) -> None:
    """Hide the names, or show them. Lanes that have been revealed start over, in another comparison."""
    judging = panel.screen.services.judging
    if blind.is_blind(panel.chat):
        judging.reveal(panel.chat)
        return
    if not panel.chat.lanes:
        raise EngineError('Choose the models first.')
    shown = judging.start_blind(panel.chat)
    if shown is not panel.chat:
        panel.screen.open(f'/compare?round={shown.id}')


FOR_ALL: tuple[Action[LaneClick], ...] = (
    Action(name='blind', label='Blind', icon='eye', is_for_answers=False, is_blind_safe=True, call=lambda on: toggle_blind(on.panel)),
)
FOR_BALLOT: Actions[LaneClick] = Actions((
    Action(name='best', is_blind_safe=True, call=_vote_for),
    Action(name='tie', is_blind_safe=True, call=lambda on: _vote(on, 'tie')),
    Action(name='all_bad', is_blind_safe=True, call=lambda on: _vote(on, 'all_bad')),
    Action(name='reveal', is_blind_safe=True, call=_reveal),
    Action(name='again', call=lambda on: toggle_blind(on.panel)),
))
