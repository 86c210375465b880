"""Strict stand-ins for the services the toolset talks to.

Each keeps state, answers as the real service does, checks every request against the published schema and writes down what
a correct client never sends. A test ends with `check()`, which fails when anything was written down.
"""
