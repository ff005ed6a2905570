"""What answers one intent: a function of the question and the customer's data, or of a draft and the profile."""

from collections.abc import Callable

from assistant.chat.answer_model import Answer
from assistant.chat.draft import Draft
from assistant.chat.question import Question
from assistant.credit.profile_model import CreditProfile
from assistant.workspace import CustomerData

Tell = Callable[[Question, CustomerData], Answer | None]
ProfileTell = Callable[[Draft, CreditProfile], Answer | None]


def of_profile(tell: ProfileTell) -> Tell:
    """A tell that needs the profile alone."""

    def told(question: Question, data: CustomerData) -> Answer | None:
        profile = data.profile()
        return tell(Draft(question, profile), profile)

    return told
