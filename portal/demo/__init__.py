"""The City of Port Ashby: an organisation of diverse work, made anew for any size and seed."""

from portal.demo.create import ACCOUNTS, PASSWORD, create

__all__ = ["ACCOUNTS", "PASSWORD", "create"]
