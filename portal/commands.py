"""The console script `aspire`."""

from flask.cli import FlaskGroup

from portal import create_app

main = FlaskGroup(
    name="aspire",
    create_app=create_app,
    add_default_commands=False,
    add_version_option=False,
    help="Aspire, the career-mobility portal.",
)
