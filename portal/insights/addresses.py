"""What the addresses of the insights may say: known things, each once."""

from flask import request

from portal.errors import BadInput


def only(*known: str) -> dict[str, str]:
    """The parameters of the address: only known ones, each once. Raises BadInput."""
    for name, values in request.args.lists():
        if name not in known:
            raise BadInput("This page has no such filter. Two filters at once are not offered.")
        if len(values) > 1:
            raise BadInput("Choose one thing at a time.")
    return request.args.to_dict()
