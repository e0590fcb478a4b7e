"""A model that says its own name in a blind comparison: names of models and their makers are taken out of a text, also while it grows.

All lanes hide the same names, those of every lane and those everybody knows: what one lane may not say would tell about the others.
"""
from __future__ import annotations

import re
from collections.abc import Iterable

HIDDEN = '[hidden]'
KNOWN = (
    'GPT', 'Chat GPT', 'Open AI', 'Claude', 'Anthropic', 'Gemini', 'Gemma', 'DeepMind', 'Google DeepMind', 'Llama', 'Meta AI', 'Mistral',
    'Mistral AI', 'Mixtral', 'Ministral', 'Magistral', 'Codestral', 'Devstral', 'Pixtral', 'Qwen', 'QwQ', 'Tongyi', 'Alibaba Cloud',
    'Deep Seek', 'Grok', 'xAI', 'Kimi', 'Moonshot AI', 'ChatGLM', 'GLM', 'Zhipu', 'Mini Max', 'Cohere', 'Command R', 'Nemotron',
    'Perplexity', 'Copilot', 'Jamba', 'AI21', 'Hermes', 'Nous Research', 'Vicuna', 'OLMo', 'SmolLM', 'Hunyuan', 'Ernie', 'Doubao')
"""Families and makers whose names mean little else."""
MAKERS = {
    'gpt': ('OpenAI',), 'gemini': ('Google',), 'gemma': ('Google',), 'llama': ('Meta',), 'phi': ('Microsoft', 'Phi'),
    'nova': ('Amazon', 'Nova'), 'granite': ('IBM', 'Granite'), 'qwen': ('Alibaba',), 'nemotron': ('NVIDIA',), 'command': ('Cohere',),
    'sonar': ('Perplexity', 'Sonar'), 'ernie': ('Baidu',), 'hunyuan': ('Tencent',), 'yi': ('01.AI',),
    'olmo': ('Allen Institute', 'AI2')}
"""Family -> names that are ordinary words elsewhere, hidden only when such a model takes part."""
PLAIN = frozenset((
    'api', 'test', 'demo', 'local', 'model', 'models', 'default', 'custom', 'server', 'the', 'a', 'an', 'my', 'new', 'fast',
    'slow', 'mini', 'small', 'large', 'pro', 'flash', 'turbo', 'nano', 'lite', 'chat', 'instruct', 'latest', 'preview', 'base',
    'thinking', 'reasoning', 'vision', 'ollama', 'lmstudio', 'llamacpp', 'vllm', 'openrouter', 'scripted'))
"""Words in model ids that name nobody; they are hidden only as a whole id or a whole model name."""
SEPARATOR = r'[\W_]{0,3}'
VARIANTS = 'sonnet|opus|haiku|turbo|flash|pro|mini|nano|lite|large|medium|small|instruct|coder|chat|vision|scout|maverick|preview'
REST = rf'(?:[-.:_ ]?\d\w*+|[-.:/_]\w++| (?:{VARIANTS})\b)*+'
"""What belongs to a name that has begun: a version, a size, a variant ("-72B-Instruct", " 3.5 Sonnet").

Possessive, because a model may write anything: a long number behind a name must not be tried in all its divisions."""
LONGEST = 200
"""Characters of the end of a growing text in which a name may be hidden half."""


class NameMask:
    """Takes names out of texts."""

    def __init__(self, names: Iterable[str]) -> None:
        words = {tuple(_tokens(name)) for name in names}
        words.discard(())
        self._longest = max((sum(map(len, word)) + 3 * len(word) for word in words), default=0)
        tree: Tree = {}
        for word in words:
            _plant(tree, [part for token in word for part in (SEPARATOR, *token)][1:])
        self._whole: re.Pattern[str] | None = None
        self._begun: re.Pattern[str] | None = None
        if tree:
            whole = rf'(?:{_complete(tree)}){REST}'
            self._whole = re.compile(rf'(?<![^\W_]){whole}(?![^\W_])', re.IGNORECASE)
            self._begun = re.compile(rf'(?<![^\W_])(?:{whole}[-.:/_ ]?\w{{0,10}}|{_partial(tree)})\Z', re.IGNORECASE)

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
        """The last character that was let through: a word does not begin in the middle of one."""

    def take(self, fresh: str, *, is_last: bool) -> str:
        """What can be shown now. After `is_last` nothing is held back any more."""
        text = self._before + self._held + fresh
        start = len(self._before)
        end = len(text) if is_last else self._mask.safe_length(text, start)
        shown = self._mask.hide(text[:end], start)
        self._held = text[end:]
        self._before = text[end - 1:end] if end else ''
        return shown


def names_of(model: str, label: str = '') -> set[str]:
    """What a model may call itself, and who made it: from its id `endpoint/model` and its label."""
    endpoint, _, name = model.partition('/')
    last = name.rpartition('/')[2]
    found = {model, name, last, last.partition(':')[0], label, *_distinctive(endpoint)}
    for token in re.findall(r'[^\W\d_]+', name):
        found.update(MAKERS.get(token.lower(), ()))
    first = re.match(r'[\W\d_]*([^\W\d_]+)', last)
    if first and len(first[1]) > 3:
        found.update(_distinctive(first[1]))
    if '/' in name:
        found.update(_distinctive(name.partition('/')[0]))
    return {one for one in found if one}


def mask_for(models: Iterable[tuple[str, str]]) -> NameMask:
    """(id, label) of every lane."""
    return NameMask({*KNOWN, *(name for model, label in models for name in names_of(model, label))})


def _distinctive(word: str) -> tuple[str, ...]:
    return () if word.lower() in PLAIN or len(word) < 3 else (word,)


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
