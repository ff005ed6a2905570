"""The door: what may come in, how large, and the child process that reads it."""
