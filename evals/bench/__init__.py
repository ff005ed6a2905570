"""Speed, as ratios against the bare library in the same run. Never part of the tests."""
