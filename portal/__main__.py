"""`python -m portal` is `aspire`."""

from portal.commands import main

main()
