"""The daily budget on the page: a line above everything when it is nearly or wholly used up, and its place in the settings."""
from __future__ import annotations

import math

from nicegui import ui

from chat.conversation.measures import money_words
from chat.engine.budget import Budget
from chat.settings import Settings
from chat.settings.preferences import dollars
from chat.ui.parts.forms.control import Control
from chat.ui.parts.forms.preference_section import PreferenceSection
from chat.ui.parts.html import heading
from chat.ui.parts.live_element import WatchingElement
from chat.ui.parts.nicegui_seams import set_text

NOT_A_BUDGET = 'A budget is a number of US dollars from 0 to 1,000,000, such as 5 or 2.50; leave it empty for none.'
FIELD = 'daily-budget'
PLACE = '/settings#spending'
"""Where the budget is changed."""
EXPLANATION = ('You are warned at 80 % of the budget; when it is used up, only models that are known to be free are asked until you raise '
               'it or the day is over. Replies whose price is not known do not add to the sum.')


class BudgetNotice(WatchingElement):
    """Comes at 80 %, changes when all is spent, and goes when the budget is raised or the day is over. It can be dismissed."""

    def __init__(self, budget: Budget) -> None:
        super().__init__()
        self._budget = budget
        self._put_away: tuple[str, int] = ('', 0)
        """The level and the number of refusals that were seen and dismissed."""
        self._shown = ''
        self.classes('budget-notice').props('role=status')
        with self:
            self._words = heading('span', '')
            ui.link('Change the budget', PLACE)
            close = ui.element('button').classes('icon-button').props('type=button aria-label="Dismiss" title="Dismiss"')
            close.on('click', self._close)
            with close:
                heading('span', '×').props('aria-hidden=true')
        self._show()
        self.watch(budget.watchers, self._show)

    def _close(self) -> None:
        self._put_away = self._budget.level, self._budget.refusals
        self._show()

    def _show(self) -> None:
        """A reply that was refused since brings it back: here is the way to raise the budget."""
        level = self._budget.level
        is_put_away = self._put_away == (level, self._budget.refusals)
        words = '' if is_put_away else words_of(self._budget)
        if words == self._shown and self._is_right(words):
            return
        self._shown = words
        set_text(self._words, words)
        self.classes(add='is-over') if level == 'over' else self.classes(remove='is-over')
        self.set_visibility(bool(words))

    def _is_right(self, words: str) -> bool:
        return self.visible == bool(words)


def words_of(budget: Budget) -> str:
    """Empty while there is nothing to say."""
    limit, level = budget.limit, budget.level
    if limit is None or not level:
        return ''
    if level == 'over':
        used = f'Today’s budget of {money_words(limit)} is used up ({money_words(budget.spent)}).'
        return f'{used} Models that cost something are not asked until you raise it.'
    return f'{math.floor(100 * budget.spent / limit)} % of today’s budget is used: {money_words(budget.spent)} of {money_words(limit)}.'


class BudgetSection(PreferenceSection):
    """On the settings page. Kept when the field is left."""

    def __init__(self, settings: Settings, budget: Budget) -> None:
        super().__init__(settings, 'Spending')
        self._budget = budget
        self.props['id'] = 'spending'
        with self:
            heading('p', f'Today so far: {money_words(budget.spent)}. {EXPLANATION}').classes('soft')
            with ui.element('div').classes('field budget-field'):
                heading('label', 'Daily budget in US dollars').props(f'for={FIELD}')
                self._field = Control(self._choose)
                self._field.props(f'id={FIELD} type=text inputmode=decimal autocomplete=off placeholder="none"')
                self._field.props['defaultValue'] = _as_typed(budget.limit)  # `value` would wipe what is typed at every change of the page
            with ui.element('div').classes('library-buttons'):
                ui.link('Running replies', '/running').classes('button')
                ui.link('Statistics', '/stats').classes('button')

    async def _choose(self, value: str | bool, name: str) -> None:
        typed, limit = str(value).strip(), self._budget.limit
        chosen = dollars(typed) if typed else None
        if typed and chosen is None:
            kept = 'There is no budget so far.' if limit is None else f'The budget is still {money_words(limit)}.'
            return self.say(f'{NOT_A_BUDGET} {kept}')
        if await self.attempt(self._budget.choose(chosen)):
            self._field.rewrite(str(value), _as_typed(chosen))
            self.say(f'Kept: {money_words(chosen)} a day.' if chosen is not None else 'Kept: no budget.', is_good=True)
        return None


def _as_typed(limit: float | None) -> str:
    return '' if limit is None else f'{limit:.2f}'.removesuffix('.00') if round(limit, 2) == limit else f'{limit}'
