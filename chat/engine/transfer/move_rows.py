"""What another computer had beside its chats: values of its file become rows of the staging database.

For the process that reads an import.
"""
from __future__ import annotations

from chat.conversation import Lane, Vote
from chat.exchange.fields import Values
from chat.exchange.moving import SuiteCell, checked
from chat.store.rows import Row
from chat.store.tables.library import Persona, Prompt, entry_row
from chat.store.tables.spending import Spending, spending_row
from chat.store.tables.suites import SuiteRecord, cell_row, prompt_row, suite_row
from chat.store.tables.vote_rows import vote_row


def row_of(line: Values) -> Row:
    """Raises Unreadable."""
    kind, told = checked(line)
    if isinstance(told, Vote):
        return vote_row(told)
    if isinstance(told, SuiteCell):
        return cell_row(told.suite_id, told.number, told.reply)
    match kind:
        case 'persona':
            return entry_row(Persona(**told))
        case 'prompt':
            return entry_row(Prompt(**told))
        case 'spending':
            return spending_row(Spending(**told))
        case 'suite':
            return suite_row(SuiteRecord(**told | {'lanes': [_numbered(lane) for lane in told['lanes']]}))
        case _:
            return prompt_row(told['suite_id'], told['number'], told['prompt'])


def _numbered(lane: Lane) -> Lane:
    """Of a suite only these count."""
    return Lane(model=lane.model, number=lane.number, system_prompt=lane.system_prompt, parameters=lane.parameters)
