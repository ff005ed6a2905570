"""`python -m evals.run measure`: the scorers over a folder of real papers."""
