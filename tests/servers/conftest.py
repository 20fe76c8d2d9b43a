"""The fixtures of the servers, for the tests of the servers themselves."""

from servers.fixtures import authority, real_exim, real_knot, real_opensmtpd, real_postfix, resolver, stage

__all__ = ["authority", "real_exim", "real_knot", "real_opensmtpd", "real_postfix", "resolver", "stage"]
