"""The conversation that every front end drives: text and facts in, a diagnosis out."""
