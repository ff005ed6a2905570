"""pypdf's way of putting shown strings into text, without what only a watcher of it needs, and without doing the same string twice.

Spaces and line ends are set exactly as pypdf sets them; the second reader's word is pypdf's. Whatever is not plain (letters read from
right to left) is left to pypdf's own methods.
"""

import math
from typing import Any

from pypdf._text_extraction import get_display_str, get_text_operands
from pypdf._text_extraction._text_extractor import TextExtraction

MAX_KNOWN = 20_000

Shown = tuple[Any, str, int, float]
"""The font, the text of a string shown in it, how many signs that are before mapping, their widths."""


class ShownText(TextExtraction):
    """The text of one page. `known` holds strings shown before, by font and bytes."""

    def __init__(self, known: dict[tuple[int, bytes], Shown]) -> None:
        super().__init__()
        self._known = known

    def _handle_tj_operation(self, operands: list[Any]) -> float:
        string = operands[0] if operands else None
        if not isinstance(string, bytes) or self.rtl_dir:
            return float(super()._handle_tj_operation(operands))
        shown = self._known.get((id(self.font), string))
        if shown is None or shown[0] is not self.font:
            shown = self._shown(string)
            if shown is None:
                return float(super()._handle_tj_operation(operands))
        _, text, signs, widths = shown
        self._previous_font_space = None
        self.text += text
        size = self._actual_str_size
        size["str_widths"] += widths * self.font_size + 1000 * self.char_spacing * signs
        size["str_height"] = self.font_size
        return 0.0

    def _shown(self, string: bytes) -> Shown | None:
        plain, is_text, widths = get_text_operands(
            [string],  # type: ignore[list-item]
            self.cm_matrix,
            self.tm_matrix,
            self.font,
            self.orientations,
        )
        text, turned, done = get_display_str(
            "", self.cm_matrix, self.tm_matrix, self.font_resource, self.font, plain, self.font_size, False, None
        )
        if is_text or turned or done:
            return None
        if len(self._known) >= MAX_KNOWN:
            self._known.clear()
        self._known[id(self.font), string] = made = (self.font, text, len(plain), widths)
        return made

    def _post_process_text_operation(self, str_widths: float) -> None:
        """A line end or a space before what is shown next, by where it stands."""
        space = self.font_size * self._space_width
        if self._previous_font_space is not None:
            space = min(space, self._previous_font_space)
        a, b, c, d, e, f = _placed(self.tm_prev, self.cm_prev)
        _, _, r, s, t, u = _placed(self.tm_matrix, self.cm_matrix)
        level = s > 1e-6 or s < -1e-6  # else the line runs up or down the page
        moved_height, moved_width = (u - f, t - e) if level else (t - e, u - f)
        axis_index, axis = (5, u) if level else (4, t)
        span = self._line_span
        if span is None or span[0] != axis_index:
            distance = abs(moved_height)
        else:
            _, lower, upper = span
            distance = 0.0 if lower <= axis <= upper else min(abs(axis - lower), abs(axis - upper))
        last = self.text[-1:] or self.output[-1:]
        height = self._actual_str_size["str_height"]
        threshold = 0.8 * min(height * math.sqrt(c**2 + d**2), self.font_size * math.sqrt(r**2 + s**2))
        if distance > threshold:
            if last not in ("", "\n"):
                self.output += self.text + "\n"
                self.text = ""
            self._line_span = (axis_index, axis, axis)
        else:
            wide = (self.compute_str_widths(space) + str_widths) * math.sqrt(a**2 + b**2)
            if (abs(moved_height) > threshold or moved_width >= wide) and last not in ("", " "):
                self.text += " "
            if last in ("", "\n") or span is None or span[0] != axis_index:
                self._line_span = (axis_index, axis, axis)
            else:
                self._line_span = (axis_index, min(span[1], axis), max(span[2], axis))
        self.tm_prev = self.tm_matrix.copy()
        self.cm_prev = self.cm_matrix.copy()


def _placed(text: list[float], page: list[float]) -> tuple[float, ...]:
    """The text matrix times the page's."""
    a, b, c, d, e, f = text
    p, q, r, s, t, u = page
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)
