"""The summarized profile as a paper: one model of the memo, one serializer a format."""
