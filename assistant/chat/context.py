"""What the chat keeps of a customer between questions: the lexicon of its papers and its names. Made anew when a paper comes."""

from assistant.chat.lexicon import Lexicon
from assistant.chat.question import Lang, Question, understand
from assistant.chat.subject import Subject
from assistant.workspace import CustomerData


def lexicon_of(data: CustomerData) -> Lexicon:
    """The captions of the customer's papers."""
    kept: Lexicon = data.kept("lexicon", lambda: Lexicon.of(data.extractions()))
    return kept


def subject_of(data: CustomerData) -> Subject:
    """The customer's names, as papers print them and as the file is called."""
    kept: Subject = data.kept("subject", lambda: _subject(data))
    return kept


def _subject(data: CustomerData) -> Subject:
    profile = data.profile()
    return Subject.of([profile.customer.name, *profile.customer.names_seen], [profile.name, data.name])


def asked_of(data: CustomerData, text: str, lang: Lang | None = None) -> Question:
    """The question understood with this customer's captions and names."""
    return understand(text, lang, lexicon_of(data), subject_of(data))
