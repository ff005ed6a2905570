"""From a question to an answer whose every digit is cited. Plain Python; LangChain stays in `assistant.llm`."""
