"""Hand-set weights for the three choices."""

from __future__ import annotations

from searchkit.attribution.choice import (
    BARE_LEFT,
    BARE_RIGHT,
    CARRY,
    CARRY_LINE,
    LEFT,
    LEFT_BEFORE,
    LINE_BEFORE,
    NOBODY,
    RIGHT,
    RIGHT_AFTER,
    TURN_OF_LINE,
)


def subject_score(row: list[int]) -> float:
    side, kind, gap, order, _, verbs, before, after = row[:8]
    score = 3.0 - 0.7 * gap - 0.8 * order - 1.2 * verbs
    if before == 1:
        score -= 2.5
    if side == 1:
        score -= 0.5 if row[10] in (2, 3, 4) and gap <= 1 else 4
        if row[12] == 2:
            score += 4
    if kind in (4, 11):
        score -= 0.5
    if after == 12 and row[12] != 1:
        score -= 2
    return score


def quote_score(row: list[int]) -> float:
    kind, gap = row[0], row[1]
    if kind == RIGHT:
        return 5.0 - 0.6 * gap
    if kind == LEFT:
        return 4.0 - 0.5 * gap - row[8]
    if kind == CARRY:
        return 3.2 if gap <= 1 else 2.2
    if kind == LEFT_BEFORE:
        return 1.8 - row[8]
    if kind == TURN_OF_LINE:
        return 4.0
    if kind == RIGHT_AFTER:
        return 0.8
    if kind == LINE_BEFORE:
        return 1.0
    if kind == CARRY_LINE:
        return 1.4
    if kind in (BARE_LEFT, BARE_RIGHT):
        return 0.9
    return 0.7 if kind == NOBODY else 0.4


def meaning_score(row: list[int]) -> float:
    score = 2.0 - 0.5 * row[1] - 0.3 * row[3]
    score += (0, 1.0, -3.0, -6.0)[row[2]]
    score += (0, 1.5, 0.8, 0.2)[row[6]] if row[6] < 4 else 0
    if row[5] in (3, 4):
        score -= 0.7
    score += (0, 4.0, -1.0, 0, 0.5, 0)[row[8]]
    if row[5] == 7:
        return 0.0 if row[0] in (1, 2, 5) else 2.2
    return score
