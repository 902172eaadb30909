"""`aspire openapi`: the document without a running portal."""

import click

from portal.api import openapi, views

__all__ = ["print_document", "views"]


@click.command("openapi")
def print_document() -> None:
    """Print the OpenAPI document of the API."""
    click.echo(openapi.written())
