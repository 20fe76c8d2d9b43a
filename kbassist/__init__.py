"""kbassist: an assistant for one stubborn problem, "the mail server does not let me in".

This module imports nothing, so that `kbassist --version` and every start-up budget begin at zero.
"""

__version__ = "0.1.0"
