"""Quotations of papers for a model: between marks that nobody can guess, and without any mark of their own inside."""

import re
import secrets

BITS = 128
_BRACKETS = str.maketrans(dict.fromkeys("<＜﹤〈⟨❮❬❰《«≺⟪˂ᐸ", "‹") | dict.fromkeys(">＞﹥〉⟩❯❭❱》»≻⟫˃ᐳ", "›"))
_UNSEEN = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f]"
)
_ENTITIES = re.compile(r"&(?:lt|gt|#0*6[02]|#x0*3[ce]);?", re.IGNORECASE)
_ENTITY_CLOSES = re.compile(r"gt|62|3e", re.IGNORECASE)


def fenced(text: str) -> str:
    """`text` as a quotation with a fresh boundary of 128 random bits; what looks like a mark inside is made harmless."""
    inner = defused(text)
    boundary = secrets.token_hex(BITS // 8)
    while boundary in inner:
        boundary = secrets.token_hex(BITS // 8)
    return f"<quotation {boundary}>\n{inner}\n</quotation {boundary}>"


def defused(text: str) -> str:
    """The text with no angle bracket of any kind and no sign that nobody sees, so that it forms neither fence nor reference."""
    text = _ENTITIES.sub(lambda m: "›" if _ENTITY_CLOSES.search(m.group()) else "‹", _UNSEEN.sub("", text))
    return text.translate(_BRACKETS)
