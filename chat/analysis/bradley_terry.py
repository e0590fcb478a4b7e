"""Strengths from comparisons of two: the Bradley-Terry model.

P(i beats j) = p_i / (p_i + p_j). The strengths are found by the MM algorithm of D. R. Hunter, "MM algorithms for generalized
Bradley-Terry models", The Annals of Statistics 32 (2004) 384-406; the intervals come from the inverse of the observed information.
A tie is half a win for each side, as in the leaderboards of LMSYS.
"""
from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

ELO_PER_LOGIT = 400 / math.log(10)
"""400 points are odds of 10 to 1."""
ELO_OF_AVERAGE = 1000.0
NORMAL_95 = 1.959964
PRIOR_GAMES = 0.5
"""Games against an average opponent, half won, that keep the strength of somebody who never lost (or never won) finite."""
TOLERANCE = 1e-10
MOST_ROUNDS = 10_000
Wins = Mapping[tuple[str, str], float]
"""(winner, loser) -> games, ties as a half in both directions."""


@dataclass(kw_only=True, slots=True, frozen=True)
class Strength:
    """One player. `low` and `high` are the ends of the 95 % interval; all three on the Elo scale, 1000 is the average of the group."""

    name: str
    rating: float
    low: float
    high: float
    logit: float
    """The same as the natural logarithm of p; the mean of a group is 0."""
    deviation: float
    """Standard error of `logit`."""
    wins: float
    games: float
    group: int
    """Players who are connected by games, directly or through others; strengths of two groups cannot be compared."""
    is_bounded: bool
    """Whether the games alone would make it infinite for somebody in the group, so that a weak prior had to hold it."""


def fit(wins: Wins) -> list[Strength]:
    """All players who have a game, strongest first, group by group (the group with the most games first)."""
    counted = {pair: count for pair, count in wins.items() if count > 0 and pair[0] != pair[1]}
    groups = sorted(_connected(counted), key=lambda names: (-_games(counted, names), names))
    return [strength for number, names in enumerate(groups) for strength in _fit_group(counted, names, number)]


def wins_from(results: Iterable[tuple[Sequence[str], str | None]]) -> dict[tuple[str, str], float]:
    """(players, winner) -> wins: the winner beats each of the others; without a winner everybody ties with everybody."""
    wins: dict[tuple[str, str], float] = defaultdict(float)
    for players, winner in results:
        others = list(players)
        if winner is not None:
            others.remove(winner)
            for loser in others:
                wins[winner, loser] += loser != winner
            continue
        for i, one in enumerate(others):
            for other in others[i + 1:]:
                if one != other:
                    wins[one, other] += 0.5
                    wins[other, one] += 0.5
    return {pair: count for pair, count in wins.items() if count}


def _fit_group(wins: Wins, names: list[str], group: int) -> list[Strength]:
    is_bounded = not _is_strongly_connected(wins, names)
    prior = PRIOR_GAMES if is_bounded else 0.0
    games = [[wins.get((a, b), 0.0) + wins.get((b, a), 0.0) for b in names] for a in names]
    won = [sum(wins.get((name, other), 0.0) for other in names) for name in names]
    logits = _strengths(games, won, prior)
    spread = covariance(games, logits, prior)
    deviations = [math.sqrt(max(0.0, spread[i][i])) for i in range(len(names))]
    found = [
        Strength(name=name, rating=_elo(logit), low=_elo(logit - NORMAL_95 * deviation), high=_elo(logit + NORMAL_95 * deviation),
                 logit=logit, deviation=deviation, wins=won[i], games=sum(games[i]), group=group, is_bounded=is_bounded)
        for i, (name, logit, deviation) in enumerate(zip(names, logits, deviations, strict=True))]
    return sorted(found, key=lambda strength: (-strength.rating, strength.name))


def _strengths(games: list[list[float]], won: list[float], prior: float) -> list[float]:
    """Logarithms, mean 0. Hunter 2004, equation (3): p_i = W_i / sum over j of n_ij / (p_i + p_j), over and over."""
    players = range(len(won))
    p = [1.0] * len(won)
    for _ in range(MOST_ROUNDS):
        largest = 0.0
        for i in players:
            weight = sum(n / (p[i] + p[j]) for j, n in enumerate(games[i]) if n) + prior / (p[i] + 1)
            fresh = (won[i] + prior / 2) / weight
            largest = max(largest, abs(fresh - p[i]) / p[i])
            p[i] = fresh
        if not prior:
            middle = math.exp(sum(map(math.log, p)) / len(p))
            p = [one / middle for one in p]
        if largest < TOLERANCE:
            break
    return _centred([math.log(one) for one in p])


def covariance(games: list[list[float]], logits: list[float], prior: float = 0.0) -> list[list[float]]:
    """Of strengths whose mean is held at 0: adding 1/n to every cell of the information makes it invertible, taking 1/n from its
    inverse undoes that."""
    size = len(logits)
    share = 0.0 if prior else 1 / size
    information = [[share] * size for _ in range(size)]
    for i in range(size):
        for j in range(size):
            part = games[i][j] * _product(logits[i] - logits[j]) if i != j else 0.0
            information[i][j] -= part
            information[i][i] += part
        information[i][i] += prior * _product(logits[i])
    return [[cell - share for cell in row] for row in _inverse(information)]


def _product(difference: float) -> float:
    """P(win) * P(loss) for a difference in logits."""
    chance = 1 / (1 + math.exp(-abs(difference)))
    return chance * (1 - chance)


def _inverse(matrix: list[list[float]]) -> list[list[float]]:
    """Gauss-Jordan with pivoting; the matrices are as small as the number of models."""
    size = len(matrix)
    rows = [[*row, *(float(i == j) for j in range(size))] for i, row in enumerate(matrix)]
    for column in range(size):
        pivot = max(range(column, size), key=lambda i: abs(rows[i][column]))
        rows[column], rows[pivot] = rows[pivot], rows[column]
        head = rows[column][column]
        rows[column] = [cell / head for cell in rows[column]]
        for i in range(size):
            if i != column and (factor := rows[i][column]):
                rows[i] = [cell - factor * top for cell, top in zip(rows[i], rows[column], strict=True)]
    return [row[size:] for row in rows]


def _connected(wins: Wins) -> list[list[str]]:
    """The players in groups, within which everybody is connected to everybody by games."""
    neighbours: dict[str, set[str]] = defaultdict(set)
    for one, other in wins:
        neighbours[one].add(other)
        neighbours[other].add(one)
    groups, seen = [], set[str]()
    for name in sorted(neighbours):
        if name not in seen:
            reached = _reached(name, neighbours)
            seen |= reached
            groups.append(sorted(reached))
    return groups


def _is_strongly_connected(wins: Wins, names: list[str]) -> bool:
    """Ford's condition (1957): however the players are divided, somebody of each side has beaten somebody of the other."""
    forwards: dict[str, set[str]] = defaultdict(set)
    backwards: dict[str, set[str]] = defaultdict(set)
    for winner, loser in wins:
        forwards[winner].add(loser)
        backwards[loser].add(winner)
    return all(_reached(names[0], graph) >= set(names) for graph in (forwards, backwards))


def _reached(start: str, graph: Mapping[str, set[str]]) -> set[str]:
    reached, waiting = {start}, [start]
    while waiting:
        fresh = graph.get(waiting.pop(), set()) - reached
        reached |= fresh
        waiting.extend(fresh)
    return reached


def _games(wins: Wins, names: list[str]) -> float:
    members = set(names)
    return sum(count for (winner, _), count in wins.items() if winner in members)


def _centred(values: list[float]) -> list[float]:
    mean = sum(values) / len(values)
    return [value - mean for value in values]


def _elo(logit: float) -> float:
    return ELO_OF_AVERAGE + ELO_PER_LOGIT * logit
