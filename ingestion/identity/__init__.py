"""Who a paper is about: identifiers with their check digits, names for matching, and whether two papers speak of one party.

python-stdnum has its one door here (schemes.py); rapidfuzz likewise (matching.py). Nothing here reads a file of a customer.
"""
