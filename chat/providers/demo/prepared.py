"""Example prompts, and what each demo model says to them."""
from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

DEMO_MODELS = ('fast', 'markdown', 'thinking', 'slow', 'broken')


@dataclass(frozen=True, kw_only=True, slots=True)
class Example:
    """`answers` by the name of the demo model, Markdown; `thoughts`: what the thinking one writes first."""

    label: str
    prompt: str
    thoughts: str
    answers: dict[str, str]


def _read() -> tuple[Example, ...]:
    content = tomllib.loads((Path(__file__).parent / 'prepared.toml').read_text(encoding='utf-8'))
    return tuple(
        Example(label=one['label'], prompt=one['prompt'], thoughts=one['thoughts'].strip(),
                answers={model: one[model].strip() for model in DEMO_MODELS}) for one in content['examples'])


EXAMPLES = _read()


def example_for(prompt: str) -> Example | None:
    """The one that is asked with these words, however they are broken into lines."""
    words = prompt.split()
    return next((example for example in EXAMPLES if example.prompt.split() == words), None)
