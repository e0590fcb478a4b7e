"""What the files of `--models` import: `from polylogue import model, tool`."""
from chat.providers.python_models import model
from chat.providers.python_tools import tool

__all__ = ['model', 'tool']
