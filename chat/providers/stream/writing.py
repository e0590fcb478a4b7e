"""What a model has written, on its way to deltas: whole characters, thoughts told apart, what came together in one."""
from __future__ import annotations

from chat.conversation import Delta, ToolCall
from chat.providers.limits import LONGEST_NAME
from chat.providers.stream.bounds import Bounds
from chat.providers.stream.thought_field import ThoughtField
from chat.providers.stream.thought_words import Piece
from chat.providers.stream.thoughts import ThoughtSplitter
from chat.providers.text_repair import Repair, repaired


class Writing:
    """Everything goes out in the order in which it came in. All text of one read from the socket becomes one delta: the screen draws
    slower than that anyway."""

    def __init__(self, bounds: Bounds) -> None:
        self.has_content = False
        self._bounds = bounds
        self._ready: list[Delta] = []
        self._kind = ''
        self._pieces: list[str] = []
        """Of this kind, that are no delta yet."""
        self._is_paragraph = False
        self._has_said: set[str] = set()
        self._repairs = {'text': Repair(), 'thinking': Repair(), 'tool': Repair()}
        self._splitter = ThoughtSplitter()
        self._has_begun = False
        """Whether the splitter has had text: behind the use of a tool everything starts over."""
        self._field = ThoughtField()
        self._written_calls = 0
        """Calls of tools that the model has written into its text."""

    def add_text(self, piece: str, *, is_thought: bool = False) -> None:
        splitter, self._has_begun = self._splitter, True
        if not is_thought and splitter.passes(piece):
            splitter.pass_on(piece)
            self._add('text', piece)
        else:
            self._take_pieces(splitter.take(piece, is_marked=is_thought))

    def add_thinking(self, piece: str) -> None:
        if self._splitter.is_waiting:
            self._take_pieces(self._splitter.flush())
        if not self.has_content:
            self._splitter.is_told_apart = True
        self._add('thinking', self._field.take(piece))

    def add_tool_call(self, *, index: int, id: str, name: str, arguments: str, is_foreign: bool = False) -> None:
        self._add('thinking', self._field.finish())
        if self._has_begun:  # a call comes in many pieces
            self._take_pieces(self._splitter.finish())
            self._splitter, self._has_begun = ThoughtSplitter(is_told_apart=self._splitter.is_told_apart), False
        self._add_call(index=index, id=id, name=name, arguments=arguments, is_foreign=is_foreign)

    def begin_paragraph(self) -> None:
        """The words that follow do not go on with those before."""
        if self._splitter.is_waiting:
            self._take_pieces(self._splitter.flush())
        self._flush()
        self._is_paragraph = True

    def put(self, delta: Delta) -> None:
        """Something that is no words."""
        self._add('thinking', self._field.finish())
        if self._splitter.is_waiting:
            self._take_pieces(self._splitter.flush())
        self._put(delta)

    def put_note(self, note: str) -> None:
        """Said once a read, however often it comes."""
        self._flush()
        if not (self._ready and self._ready[-1].note == note):
            self._ready.append(Delta(note=note))

    def drain(self) -> list[Delta]:
        """The deltas that have come together since the last call."""
        self._flush()
        ready, self._ready = self._ready, []
        return ready

    def close(self) -> None:
        """Let go of what was held back; nothing follows."""
        self._add('thinking', self._field.finish())
        self._take_pieces(self._splitter.finish())
        for kind in ('thinking', 'text'):
            if rest := self._repairs[kind].finish():
                self._put_piece(kind, rest)

    def _put(self, delta: Delta) -> None:
        self._flush()
        self.has_content = self.has_content or (delta.has_content and not delta.unshown)
        self._ready.append(delta)

    def _take_pieces(self, pieces: list[Piece]) -> None:
        for kind, text in pieces:
            if kind == 'turn':
                self._put(Delta(was_thought=True))
                self._has_said = self._has_said - {'text'} | {'thinking'}
            elif kind == 'call':
                self._written_calls += 1
                self._add_call(index=-self._written_calls, id='', name=text, arguments='')
            elif kind == 'arguments':
                self._add_call(index=-self._written_calls, id='', name='', arguments=text)
            else:
                self._add(kind, text)

    def _add_call(self, *, index: int, id: str, name: str, arguments: str, is_foreign: bool = False) -> None:
        self._bounds.add_call(index, id, name, arguments)
        arguments = self._repairs['tool'].take(arguments)
        call = ToolCall(index=index, id=repaired(id[:LONGEST_NAME]), name=repaired(name[:LONGEST_NAME]), arguments=arguments,
                        is_foreign=is_foreign)
        self._put(Delta(tool_call=call))

    def _add(self, kind: str, piece: str) -> None:
        if piece := self._repairs[kind].take(piece):
            self._put_piece(kind, piece)

    def _put_piece(self, kind: str, piece: str) -> None:
        if kind != self._kind:
            if kind == 'text':
                self._add('thinking', self._field.finish())
            self._bounds.add_stretch()
            self._flush()
            self._kind = kind
        self.has_content = True
        self._pieces.append(piece)

    def _flush(self) -> None:
        if not self._pieces:
            return
        text = ''.join(self._pieces)
        self._pieces.clear()
        is_paragraph, self._is_paragraph = self._is_paragraph and self._kind in self._has_said, False
        self._has_said.add(self._kind)
        is_text = self._kind == 'text'
        self._ready.append(Delta(text=text if is_text else '', thinking='' if is_text else text, is_paragraph=is_paragraph))
