"""What the programs that only read share."""

from people import connect

sub = connect()


def raw(name, *params, module="SubtensorModule", block=None):
    """A storage item as it is, by the raw read of the SDK's documentation."""
    answer = sub.query_module(module, name, params=list(params), block=block)
    return getattr(answer, "value", answer)


def raw_constant(module, name):
    """A constant of the metadata as it is."""
    answer = sub.query_constant(module, name)
    return getattr(answer, "value", answer)
