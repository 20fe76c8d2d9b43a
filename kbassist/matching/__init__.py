"""From a `Report` to catalogued wordings with scores, and to what the words speak for. Pure over the store's look-ups."""
