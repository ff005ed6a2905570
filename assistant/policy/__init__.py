"""The lender's rules as dated data: what house values are, how a company's file overlays them, what makes it invalid.

Thresholds, weights, grades, limits and rates are parameters in the `*.toml` files beside this module, each with unit, source and the
day from which a value holds. Rules of law or logic (what a factor compares) stay in `assistant.credit`. Pure apart from the package's
own data files: the text of a company's file is handed in.
"""
