"""The fit against published numbers, and what becomes of data that has no fit."""
from __future__ import annotations

import math

import pytest

from chat.analysis.bradley_terry import NORMAL_95, covariance, fit, wins_from

TEAMS = ('Milwaukee', 'Detroit', 'Toronto', 'New York', 'Boston', 'Cleveland', 'Baltimore')
SEASON = (
    (0, 7, 9, 7, 7, 9, 11), (6, 0, 7, 5, 11, 9, 9), (4, 6, 0, 7, 7, 8, 12), (6, 8, 6, 0, 6, 7, 10), (6, 2, 6, 7, 0, 7, 12),
    (4, 4, 5, 6, 6, 0, 6), (2, 4, 1, 3, 1, 7, 0))
"""American League East, 1987: a row's wins over each column. Agresti, Categorical Data Analysis, 2nd edition, page 438; here added up, home
and away, from `data/baseball.csv` of the R package BradleyTerry2 (github.com/hturner/BradleyTerry2, commit ce4902e)."""
PUBLISHED = {
    'Milwaukee': (1.5814, 0.3433), 'Detroit': (1.4364, 0.3396), 'Toronto': (1.2945, 0.3367), 'New York': (1.2476, 0.3359),
    'Boston': (1.1077, 0.3339), 'Cleveland': (0.6839, 0.3319)}
"""Ability above Baltimore's and its standard error, as R prints them in that package's `tests/baseball.Rout.save` (commit b0beed2)."""


def season() -> dict[tuple[str, str], float]:
    return {(one, other): float(SEASON[i][j]) for i, one in enumerate(TEAMS) for j, other in enumerate(TEAMS) if i != j}


def test_baseball_season_has_the_published_strengths() -> None:
    logits = {strength.name: strength.logit for strength in fit(season())}
    for team, (ability, _) in PUBLISHED.items():
        assert logits[team] - logits['Baltimore'] == pytest.approx(ability, abs=5e-5)


def test_baseball_season_has_the_published_standard_errors() -> None:
    logits = {strength.name: strength.logit for strength in fit(season())}
    games = [[float(SEASON[i][j] + SEASON[j][i]) for j in range(7)] for i in range(7)]
    spread = covariance(games, [logits[team] for team in TEAMS])
    for i, team in enumerate(TEAMS[:-1]):
        assert math.sqrt(spread[i][i] + spread[6][6] - 2 * spread[i][6]) == pytest.approx(PUBLISHED[team][1], abs=5e-5)


def test_interval_is_as_wide_as_the_standard_error_says() -> None:
    best = fit(season())[0]
    assert best.name == 'Milwaukee'
    assert best.high - best.rating == pytest.approx(NORMAL_95 * best.deviation * 400 / math.log(10))
    assert best.rating - best.low == pytest.approx(best.high - best.rating)


def test_two_players_have_the_odds_of_their_games() -> None:
    strong, weak = fit({('a', 'b'): 30.0, ('b', 'a'): 3.0})
    assert strong.name == 'a'
    assert strong.rating - weak.rating == pytest.approx(400)  # 10 to 1
    assert (strong.games, strong.wins, weak.wins) == (33, 30, 3)


def test_ties_are_half_a_win_for_each() -> None:
    wins = wins_from([(['a', 'b'], None), (['a', 'b'], None), (['a', 'b'], 'a')])
    assert wins == {('a', 'b'): 2.0, ('b', 'a'): 1.0}


def test_vote_among_many_is_the_winner_beating_each() -> None:
    assert wins_from([(['a', 'b', 'c'], 'b')]) == {('b', 'a'): 1.0, ('b', 'c'): 1.0}


def test_model_against_itself_is_no_game() -> None:
    assert wins_from([(['a', 'a'], 'a'), (['a', 'a'], None)]) == {}
    assert wins_from([(['a', 'a', 'b'], 'a')]) == {('a', 'b'): 1.0}


def test_who_always_wins_stays_finite_and_is_said_to_be_bounded() -> None:
    best, *others = fit({('a', 'b'): 5.0, ('a', 'c'): 5.0, ('b', 'c'): 2.0, ('c', 'b'): 2.0})
    assert best.name == 'a'
    assert 1000 < best.rating < 3000
    assert best.is_bounded
    assert best.high - best.low > 500, 'five games that were all won say little about how much stronger'
    assert others[0].rating == pytest.approx(others[1].rating)


def test_more_wins_without_a_loss_are_more_strength() -> None:
    few, many = fit({('a', 'b'): 2.0})[0], fit({('a', 'b'): 20.0})[0]
    assert many.rating > few.rating


def test_players_who_never_met_are_in_groups_of_their_own() -> None:
    found = fit({('a', 'b'): 2.0, ('b', 'a'): 1.0, ('c', 'd'): 7.0, ('d', 'c'): 6.0})
    assert [(one.name, one.group) for one in found] == [('c', 0), ('d', 0), ('a', 1), ('b', 1)]
    assert sum(one.logit for one in found if one.group == 0) == pytest.approx(0)
    assert not any(one.is_bounded for one in found)


def test_no_votes_are_no_strengths() -> None:
    assert fit({}) == []
