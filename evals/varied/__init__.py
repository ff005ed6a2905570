"""Statement papers of many layouts, drawn from a seed: captions from `evals/cases/varied_*.toml`, figures that foot, a random print style.

The truth comes from the drawing. `books` makes the figures, `styles` chooses how they are printed, `pages` prints them, `score` counts.
"""
