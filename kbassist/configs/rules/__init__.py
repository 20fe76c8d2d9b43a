"""What cannot work. A rule is a function `lcNNN` of one of these files; its docstring is its documentation.

A rule sees one set of mail settings and the providers, and returns faults. No sentence holds a value of the file other than
a plain host name or a port: what stands in a wrong field may be a secret.
"""
