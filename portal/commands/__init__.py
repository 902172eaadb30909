"""The console script `aspire`: what an operator does, in words that say what happened."""

import os
import sys
from typing import Any

import click
from flask.cli import FlaskGroup
from sqlalchemy.exc import DBAPIError

from portal import create_app
from portal.api.commands import print_document
from portal.commands import accounts, caring, data, notices, running
from portal.config import BadSetting
from portal.curate.commands import import_learning, import_xapi
from portal.errors import Refused
from portal.roles.commands import imports
from portal.schema import NewerData


class Aspire(FlaskGroup):
    """Says what an operator can mend in one line, and ends with 2."""

    def invoke(self, ctx: click.Context) -> Any:
        # What people wrote is in the database, the index and the backups: for our user alone,
        # also where an operator made the folder and left it open.
        os.umask(0o077)
        try:
            return super().invoke(ctx)
        except (BadSetting, NewerData) as no:
            click.echo(str(no), err=True)
        except Refused as no:
            click.echo(no.message, err=True)
        except DBAPIError as error:
            # The driver's words may hold the password of DATABASE_URL; its kind is enough.
            name = type(error.orig).__name__
            click.echo(f"The database does not answer as it should ({name}).", err=True)
        sys.exit(2)


main = Aspire(
    name="aspire",
    create_app=create_app,
    add_default_commands=False,
    add_version_option=False,
    set_debug_flag=False,
    load_dotenv=False,
    help="Aspire, the career-mobility portal.",
)
main.params.clear()  # Flask's own: another application, an .env file, a debugger. None is wanted.
imports.add_command(import_learning)
imports.add_command(import_xapi)
for command in (
    running.serve, running.web, running.work, data.db_group, data.backup, data.restore,
    accounts.user, caring.check, caring.reindex, caring.snapshot, data.demo, imports,
    notices.mail, notices.push,
    print_document,
):  # fmt: skip
    main.add_command(command)
