"""Every table that holds something of a person: what it is called, and what erasing does to it.

Export and erasure both go by this list, and a test holds it against the tables there are: what is
not listed here would be forgotten in both.
"""

from portal.personal.holding import Holding
from portal.personal.holdings.about_me import ABOUT_ME
from portal.personal.holdings.growing import GROWING
from portal.personal.holdings.portal_use import PORTAL_USE
from portal.personal.holdings.together import TOGETHER

# in this order they are exported and erased
HOLDINGS: tuple[Holding, ...] = (*ABOUT_ME, *GROWING, *TOGETHER, *PORTAL_USE)
