"""Figures say how answers go and how the app is, in a form that Prometheus reads."""
from __future__ import annotations

import re
from pathlib import Path

from chat.conversation import Lane, Usage
from chat.engine.metrics.metrics import Histogram, Metrics
from chat.providers.provider import ErrorKind, ProviderError
from chat.providers.scripted import ScriptedProvider
from chat.settings import Settings
from tests.engine.house import running_engine
from tests.waiting import in_time, until

LINE = re.compile(r'# (HELP|TYPE) \w+ .+|\w+(\{\w+="[^"]*"\})? [\d.e+-]+')


async def test_answers_are_counted_by_their_state(tmp_path: Path) -> None:
    fed = ScriptedProvider('fed')
    async with running_engine(Settings.load(tmp_path, None, {}), extra=[fed], finds_local=False) as engine:
        metrics = Metrics(engine)
        metrics.start()
        engine.send(engine.new([Lane(model='fed/a'), Lane(model='fed/b'), Lane(model='fed/c')]), 'Secret words')
        first, second, third = [await in_time(fed.next_reply()) for _ in range(3)]
        second.fail(ProviderError(ErrorKind.REFUSED, 'No.'))
        third.say('One')
        first.say('Two')
        first.end(usage=Usage(input_tokens=1, output_tokens=5, writing_seconds=0.5))
        await until(lambda: 'polylogue_replies_total{state="done"} 1' in metrics.text())
        await until(lambda: 'polylogue_replies{state="writing"} 1' in metrics.text())
        text = metrics.text()
        metrics.close()
    assert 'polylogue_replies_total{state="failed"} 1' in text
    assert 'polylogue_tokens_per_second_bucket{le="10"} 1' in text
    assert 'polylogue_first_token_seconds_count 1' in text
    assert [line for line in text.splitlines() if not LINE.fullmatch(line)] == []
    assert 'Secret' not in text


def test_a_histogram_adds_up() -> None:
    histogram = Histogram((1.0, 2.0))
    for value in (0.5, 1.0, 1.5, 9.0):
        histogram.take(value)
    assert list(histogram.lines('x', 'Words.'))[2:] == [
        'x_bucket{le="1"} 2', 'x_bucket{le="2"} 3', 'x_bucket{le="+Inf"} 4', 'x_sum 12.000000', 'x_count 4']
