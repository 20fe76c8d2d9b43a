"""From evidence to a diagnosis: beliefs in logarithms, the next question, the reasons. Pure; no I/O of any kind."""
