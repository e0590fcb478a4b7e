"""A model that says its own name in a blind comparison: names of models and their makers are taken out of a text, also while it grows.

All lanes hide the same names, those of every lane and those everybody knows: what one lane may not say would tell about the others.
Words of the dictionary stay: "fast" is no name, be there a model demo/fast, and "granite" is one only where it is used like one.
"""
from __future__ import annotations

import re
from collections.abc import Iterable

from chat.analysis.ordinary_words import ORDINARY, PLAIN

HIDDEN = '[hidden]'
KNOWN = (
    'GPT', 'Chat GPT', 'Open AI', 'Claude', 'Anthropic', 'Gemini', 'Gemma', 'DeepMind', 'Google DeepMind', 'Llama', 'Meta AI', 'Mistral',
    'Mistral AI', 'Mixtral', 'Ministral', 'Magistral', 'Codestral', 'Devstral', 'Pixtral', 'Qwen', 'QwQ', 'Tongyi', 'Alibaba Cloud',
    'Deep Seek', 'Grok', 'xAI', 'Kimi', 'Moonshot AI', 'ChatGLM', 'GLM', 'Zhipu', 'MiniMax', 'Cohere', 'Command R', 'Nemotron',
    'Copilot', 'Jamba', 'AI21', 'Hermes', 'Nous Research', 'Vicuna', 'OLMo', 'SmolLM', 'Hunyuan', 'Ernie', 'Doubao')
"""Families and makers whose names mean little else."""
MAKERS = {
    'gpt': ('OpenAI',), 'gemini': ('Google',), 'gemma': ('Google',), 'llama': ('Meta', 'Meta Llama'),
    'phi': ('Microsoft', 'Phi', 'Microsoft Phi'),
    'nova': ('Amazon', 'Nova', 'Amazon Nova'), 'granite': ('IBM', 'Granite', 'IBM Granite'), 'qwen': ('Alibaba',), 'nemotron': ('NVIDIA',),
    'command': ('Cohere', 'Cohere Command'), 'sonar': ('Perplexity', 'Sonar', 'Perplexity Sonar', 'Perplexity AI'), 'ernie': ('Baidu',),
    'hunyuan': ('Tencent',), 'yi': ('01.AI',), 'olmo': ('Allen Institute', 'AI2')}
"""Family -> names that are ordinary words elsewhere, hidden only when such a model takes part."""
SEPARATOR = r'[\W_]{0,3}'
VARIANTS = 'sonnet|opus|haiku|turbo|flash|pro|mini|nano|lite|large|medium|small|instruct|coder|chat|vision|scout|maverick|preview'
REST = rf'(?:[-.:_ ]?\d\w*+|[-.:/_]\w++| (?:{VARIANTS})\b)*+'
"""What belongs to a name that has begun: a version, a size, a variant ("-72B-Instruct", " 3.5 Sonnet").

Possessive, because a model may write anything: a long number behind a name must not be tried in all its divisions."""
OPENINGS = ('', '**', '*', '"', '“')
"""Between what introduces a name and the name."""
INTRODUCED = '|'.join(
    f'(?<={re.escape(words + opening)})' for opening in OPENINGS
    for words in ('i am ', 'i’m ', "i'm ", 'my name is ', 'called ', 'named ', 'known as '))
CAPITAL = '(?=(?-i:[A-Z]))'
AS_A_NAME = rf'(?:{INTRODUCED}|(?:(?<=[a-z,;] )|(?<=by \*\*)){CAPITAL})'
"""Before a word of the dictionary that is a name here: "I am Granite", "made by Meta", but neither "granite" nor "Granite is a stone"."""
NUMBERED = rf'(?:(?=[-.:_]?\d)|(?=[-_](?:{VARIANTS})\b))'
CAPITAL_NUMBERED = rf'{CAPITAL}(?:{{}})(?= \d| (?-i:Pro|Lite|Micro|Mini|Premier|Large|Small|Medium|Scout|Maverick|Vision)\b)'
LONGEST = 200
"""Characters of the end of a growing text in which a name may be hidden half."""
CONTEXT = 24
"""Characters before a name that tell whether it is one."""


class NameMask:
    """Takes names out of texts."""

    def __init__(self, names: Iterable[str]) -> None:
        names = set(names)
        tree: Tree = {}
        words: Tree = {}
        for name in names:
            _plant(words if name.lower() in ORDINARY else tree, _steps(name))
        self._longest = max((3 * len(name) for name in names), default=0)
        self._whole: re.Pattern[str] | None = None
        self._begun: re.Pattern[str] | None = None
        found = [_complete(tree)] if tree else []
        if word := _complete(words):
            found += [f'{AS_A_NAME}{word}', f'{word}{NUMBERED}', CAPITAL_NUMBERED.format(word)]
        if found:
            whole = rf'(?:{"|".join(found)}){REST}'
            self._whole = re.compile(rf'(?<![^\W_])(?:{whole})(?![^\W_])', re.IGNORECASE)
            begun = [f'(?:{whole})[-.:/_ ]?\\w{{0,10}}', *([_partial(tree)] if tree else []),
                     *([_partial(words), rf'{word}[-.:_ ]\w{{0,10}}'] if words else [])]
            self._begun = re.compile(rf'(?<![^\W_])(?:{"|".join(begun)})\Z', re.IGNORECASE)

    def hide(self, text: str, start: int = 0) -> str:
        """The text from `start` on; what stands before only tells where words begin."""
        if self._whole is None:
            return text[start:]
        pieces = []
        for name in self._whole.finditer(text, start):
            pieces += [text[start:name.start()], HIDDEN]
            start = name.end()
        return ''.join([*pieces, text[start:]])

    def safe_length(self, text: str, start: int = 0) -> int:
        """How much of a growing text can be judged now: the rest may be the beginning of a name."""
        if self._begun is None or self._whole is None:
            return len(text)
        start = max(start, len(text) - LONGEST - self._longest)
        begun = self._begun.search(text, start)
        end = begun.start() if begun else len(text)
        return next((name.start() for name in self._whole.finditer(text, start) if name.start() < end < name.end()), end)


class MaskedStream:
    """A text that arrives in pieces; a name that is cut in two is not let through in halves."""

    def __init__(self, mask: NameMask) -> None:
        self._mask = mask
        self._held = ''
        self._before = ''
        """The last that was let through: a word does not begin in the middle of one, and some are names only behind certain others."""

    def take(self, fresh: str, *, is_last: bool) -> str:
        """What can be shown now. After `is_last` nothing is held back any more."""
        text = self._before + self._held + fresh
        start = len(self._before)
        end = len(text) if is_last else self._mask.safe_length(text, start)
        shown = self._mask.hide(text[:end], start)
        self._held = text[end:]
        self._before = text[max(0, end - CONTEXT):end]
        return shown


def names_of(model: str, label: str = '') -> set[str]:
    """What a model may call itself, and who made it: from its id `endpoint/model` and its label."""
    _, _, name = model.partition('/')
    last = name.rpartition('/')[2]
    found = {one for one in (model, name, last, last.partition(':')[0], label) if _names_a_model(one)}
    for token in re.findall(r'[^\W\d_]+', name):
        found.update(MAKERS.get(token.lower(), ()))
    first = re.match(r'[\W\d_]*([^\W\d_]+)', last)
    parts = [*([first[1]] if first else []), *([name.partition('/')[0]] if '/' in name else [])]
    return found | {one for one in parts if len(one) > 2 and _names_a_model(one)}


def mask_for(models: Iterable[tuple[str, str]]) -> NameMask:
    """(id, label) of every lane."""
    return NameMask({*KNOWN, *(name for model, label in models for name in names_of(model, label))})


def _names_a_model(name: str) -> bool:
    """Whether anybody would know who that is. Words of the dictionary are known only in the spelling of an id: "demo/fast"."""
    words = [token for token in _tokens(name) if token.isalpha()]
    if not words or (len(words) == 1 and name.lower() in ORDINARY):
        return False
    return not _is_plain(name) or re.search(r'[/:@_\d]', name) is not None


def _is_plain(name: str) -> bool:
    return all(token in PLAIN for token in _tokens(name) if token.isalpha())


def _steps(name: str) -> list[str]:
    """Letter by letter. Between runs of letters and digits a name is written in many ways, unless all of its words are plain ones."""
    if _is_plain(name):
        return list(name.casefold())
    return [step for token in _tokens(name) for step in (SEPARATOR, *token)][1:]


def _tokens(name: str) -> list[str]:
    """Runs of letters and runs of digits: between them a name is written in many ways ("GPT 4o", "gpt-4o")."""
    return re.findall(r'[^\W\d_]+|\d+', name.casefold())


Tree = dict[str, 'Tree']
"""A step of a name (a letter or a separator) -> the steps that may follow; '' marks an end."""


def _plant(tree: Tree, steps: list[str]) -> None:
    for step in steps:
        tree = tree.setdefault(step, {})
    tree.setdefault('', {})


def _step(step: str) -> str:
    return step if step == SEPARATOR else re.escape(step)


def _complete(tree: Tree) -> str:
    """A pattern for whole names, the longest first."""
    branches = [_step(step) + _complete(below) for step, below in tree.items() if step]
    if not branches:
        return ''
    return f'(?:{"|".join(branches)})' + ('?' if '' in tree else '')


def _partial(tree: Tree) -> str:
    """A pattern for the beginnings of names, one letter at least."""
    branches = [_step(step) + (f'(?:{_partial(below)})?' if any(below) else '') for step, below in tree.items() if step]
    return '|'.join(branches)
