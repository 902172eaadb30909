"""One skill made of two, so that it can be taken back: ratings, evidence and words go along."""
