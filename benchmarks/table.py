"""The rows of the table and how they are printed."""
from __future__ import annotations

from dataclasses import dataclass


@dataclass(kw_only=True, slots=True, frozen=True)
class Row:
    """One measure. Either `at_most` (in `unit`), `at_most_bare` (times the bare page's value) or `at_least` says what it must reach."""

    measure: str
    unit: str
    polylogue: float
    bare: float | None = None
    at_most: float | None = None
    at_most_bare: float | None = None
    at_least: float | None = None

    @property
    def ratio(self) -> float | None:
        return self.polylogue / self.bare if self.bare else None

    @property
    def is_ok(self) -> bool:
        if self.at_least is not None:
            return self.polylogue >= self.at_least
        if self.at_most_bare is not None:
            return self.ratio is not None and self.ratio <= self.at_most_bare
        return self.at_most is None or self.polylogue <= self.at_most

    @property
    def goal(self) -> str:
        if self.at_least is not None:
            return f'{self.shown(self.at_least)}'
        if self.at_most_bare is not None:
            return f'<= {self.at_most_bare:g} x bare'
        return f'<= {self.shown(self.at_most)}'

    def shown(self, value: float | None) -> str:
        if value is None:
            return '-'
        digits = 2 if self.unit == 's' else 0
        return f'{value:.{digits}f} {self.unit}'.rstrip()


HEADINGS = ('measure', 'bare', 'polylogue', 'ratio', 'must reach', 'ok')


def render(rows: list[Row]) -> str:
    """A Markdown table that is also legible in a terminal."""
    cells = [HEADINGS, *(_cells(row) for row in rows)]
    widths = [max(len(line[i]) for line in cells) for i in range(len(HEADINGS))]
    lines = ['| ' + ' | '.join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + ' |' for line in cells]
    return '\n'.join([lines[0], '|' + '|'.join('-' * (width + 2) for width in widths) + '|', *lines[1:]])


def _cells(row: Row) -> tuple[str, ...]:
    ratio = '-' if row.ratio is None else f'{row.ratio:.2f}'
    return row.measure, row.shown(row.bare), row.shown(row.polylogue), ratio, row.goal, 'yes' if row.is_ok else 'NO'
