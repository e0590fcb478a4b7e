"""Polylogue: many models, one window. `python app.py` starts the dashboard on this machine."""
from __future__ import annotations

import sys

from chat.main import main

if __name__ == '__main__':
    sys.exit(main())
