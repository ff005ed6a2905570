"""The workbench: our ASGI app with Gradio mounted in it."""
