"""Every button of a chat and of a comparison: the tables of the rooms put together, in the order in which they are shown."""
from __future__ import annotations

from chat.ui.chat import message_actions
from chat.ui.chat.message_actions import MessageClick
from chat.ui.judging import diff_view, vote_bar
from chat.ui.lanes import lane_actions
from chat.ui.parts.actions import Actions
from chat.ui.parts.panel import LaneClick
from chat.ui.repeats import sweep_dialog
from chat.ui.suites import suite_page

FOR_MESSAGE: Actions[MessageClick] = Actions(message_actions.FOR_TURN, message_actions.FOR_REPLY)
FOR_LANE: Actions[LaneClick] = Actions(lane_actions.FOR_LANE, diff_view.FOR_LANE)
FOR_ALL: Actions[LaneClick] = Actions(
    lane_actions.FOR_ALL, vote_bar.FOR_ALL, sweep_dialog.FOR_ALL, suite_page.FOR_ALL, diff_view.FOR_ALL)
