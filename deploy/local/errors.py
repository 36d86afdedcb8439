"""The one error of the local stack."""


class StackError(RuntimeError):
    """The local stack cannot do what was asked; the message says why, with the last log lines if there are any."""
