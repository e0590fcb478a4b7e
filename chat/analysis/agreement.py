"""Which of several answers says something the others don't, as far as shared words can tell.

For each paragraph: the share of its content words that one paragraph (or two in a row) of another answer has, too. Words are compared by
their first letters, so that endings do not matter. That is a count of words and no understanding: the same thought in other words is not
seen, and the page says so.
"""
from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from chat.analysis.paragraphs import Paragraph, paragraphs_of

SHARED = 0.4
"""From this share of its content words on, a paragraph counts as said by the other answer."""
FEWEST_WORDS = 4
"""A paragraph with fewer content words (a heading, "Sure!") says too little to be judged."""
STEM = 6
"""Letters that are compared."""
MOST_PARAGRAPHS = 300
WORD = re.compile(r'[^\W_]{2,}')
ENGLISH = """
a about above after again all also although always am an and any are as at be because been before being below between both
but by can cannot could did do does doing down during each either else even every few for from further get gets had has have
having he her here hers him his how however i if in into is it its itself just let like made make makes many may me might
more most much must my need needs never no nor not now of off often on once one only or other others our out over own per
rather same she should since so some such than that the their them then there these they this those though through to too two
under until up upon us use used uses using very was way we well were what when where whether which while who whom whose why
will with within without would yes yet you your yours
"""
GERMAN = """
ab aber alle allem allen aller alles als also am an ander andere anderen auch auf aus bei beim bin bis bist da dabei dadurch
dafür damit dann daran darauf darin darum das dass dazu dein deine dem den denn der des dessen die dies diese diesem diesen
dieser dieses doch dort du durch ein eine einem einen einer eines er es etwa etwas euch euer für gegen gibt hab habe haben
hat hatte hatten hier hinter ich ihm ihn ihnen ihr ihre ihrem ihren ihrer im immer in indem ins ist ja jede jedem jeden jeder
jedes jedoch kann kannst kein keine keinem keinen keiner können könnte machen man manche mehr mein meine mich mir mit muss
müssen nach nicht nichts noch nun nur ob oder ohne sehr sein seine seinem seinen seiner seit sich sie sind so sollte sollten
sondern sonst soweit sowie statt über um und uns unser unter viel vom von vor während war waren warum was weil welche welchem
welchen welcher wenn wer werde werden wie wieder will wir wird wo wollen würde würden zu zum zur zwar zwischen
"""
STOP_WORDS = frozenset((ENGLISH + GERMAN).split())


@dataclass(kw_only=True, slots=True, frozen=True)
class Judged:
    """A paragraph of one answer."""

    text: str
    is_code: bool
    shared_with: tuple[int, ...]
    """Places of the other answers that have enough of its content words."""
    share: float | None
    """The largest share of its content words that another answer has; None: too few words to say."""

    @property
    def is_only_here(self) -> bool:
        return self.share is not None and not self.shared_with


def agreement(answers: Sequence[str]) -> list[list[Judged]]:
    """For each answer its paragraphs, in order."""
    texts = [paragraphs_of(answer)[:MOST_PARAGRAPHS] for answer in answers]
    words = [[content_words(paragraph.text) for paragraph in paragraphs] for paragraphs in texts]
    passages = [_passages(one) for one in words]
    return [
        [_judge(paragraph, own, [(index, passages[index]) for index in range(len(texts)) if index != number])
         for paragraph, own in zip(texts[number], words[number], strict=True)]
        for number in range(len(texts))]


def content_words(text: str) -> frozenset[str]:
    """Beginnings of the words that carry meaning, numbers included; English and German stop words are left out."""
    return frozenset(word[:STEM] for word in WORD.findall(text.casefold()) if word not in STOP_WORDS)


def _passages(words: Sequence[frozenset[str]]) -> list[frozenset[str]]:
    """Each paragraph together with the next: where one answer makes one paragraph, another makes two."""
    return [one | following for one, following in zip(words, [*words[1:], frozenset()], strict=True)]


def _judge(paragraph: Paragraph, own: frozenset[str], others: Sequence[tuple[int, list[frozenset[str]]]]) -> Judged:
    if len(own) < FEWEST_WORDS or not others:
        return Judged(text=paragraph.text, is_code=paragraph.is_code, shared_with=(), share=None)
    shares = {index: max((len(own & passage) / len(own) for passage in passages), default=0.0) for index, passages in others}
    return Judged(
        text=paragraph.text, is_code=paragraph.is_code, share=max(shares.values()),
        shared_with=tuple(index for index, share in shares.items() if share >= SHARED))
