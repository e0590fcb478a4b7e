"""How long the pauses between attempts are."""
from __future__ import annotations

from chat.engine.access.attempts import FORGOTTEN_AFTER, MOST_ADDRESSES, MOST_IN_ALL, Attempts, network_of, pause_after
from tests.waiting import Clock


def test_each_wrong_one_doubles_the_pause_up_to_a_minute() -> None:
    clock = Clock(now=5000.0)
    attempts = Attempts(clock)
    pauses = []
    for _ in range(9):
        assert attempts.wait('10.0.0.1') == 0
        attempts.begin('10.0.0.1')
        pauses.append(attempts.wait('10.0.0.1'))
        clock.now += pauses[-1]
    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert attempts.wait('10.0.0.2') == 0
    attempts.begin('10.0.0.1')
    attempts.succeed('10.0.0.1')
    assert attempts.wait('10.0.0.1') == 0
    assert pause_after(10_000) == 60


def test_a_time_without_attempts_begins_anew() -> None:
    clock = Clock(now=5000.0)
    attempts = Attempts(clock)
    for _ in range(7):
        attempts.begin('10.0.0.1')
    clock.now += FORGOTTEN_AFTER
    assert attempts.wait('10.0.0.1') == 0
    attempts.begin('10.0.0.1')
    assert attempts.wait('10.0.0.1') == 1


def test_many_addresses_wait_for_each_other_but_not_those_that_are_known() -> None:
    clock = Clock(now=5000.0)
    attempts = Attempts(clock)
    for number in range(MOST_IN_ALL):
        attempts.begin(f'10.0.1.{number}')
        clock.now += 10
    wait = attempts.wait('10.0.2.1', known=['192.168.0.7'])
    assert wait == FORGOTTEN_AFTER - 10 * MOST_IN_ALL
    assert attempts.wait('192.168.0.7', known=['192.168.0.7']) == 0
    clock.now += wait
    assert attempts.wait('10.0.2.1') == 0


def test_only_so_many_addresses_are_kept() -> None:
    attempts = Attempts(Clock(now=5000.0))
    for number in range(MOST_ADDRESSES + 1):
        attempts.begin(f'10.{number >> 16}.{number >> 8 & 255}.{number & 255}')
    everybody = ['10.0.0.0', '10.0.0.1']
    assert [attempts.wait(address, known=everybody) for address in everybody] == [0, 1]


def test_whoever_has_an_address_has_its_network() -> None:
    assert network_of('2001:db8:1:2:3:4:5:6') == network_of('2001:db8:1:2::1')
    assert network_of('2001:db8:1:3::1') != network_of('2001:db8:1:2::1')
    assert network_of('::ffff:10.0.0.1') == network_of('10.0.0.1')
    assert network_of('nowhere') == 'nowhere'


def test_the_pause_begins_when_the_attempt_has_been_looked_at() -> None:
    clock = Clock(now=5000.0)
    attempts = Attempts(clock)
    attempts.begin('10.0.0.1')
    clock.now += 5
    attempts.fail('10.0.0.1')
    assert attempts.wait('10.0.0.1') == 1
