"""From a pasted text to a `Report`. Pure: no clock, no network, no terminal; the knowledge comes in as a `Lexicon`."""
