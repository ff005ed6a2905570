"""The LangChain door: chat models, the agent graph, the built-in analyst as a chat model."""
