"""How long a page is busy in one go when something is wrong with it. That it is under 200 ms is measured by the benchmarks."""
from __future__ import annotations

FAR_TOO_LONG = 1000
"""Milliseconds of CPU time: five times the promise, as a shared core takes; what freezes a page takes many seconds."""
