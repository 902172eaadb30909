"""Which addresses are pushed to. A browser names the address, so anybody could name anything."""

import re
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import SplitResult, urlsplit

LONGEST = 1000
KNOWN = (
    "fcm.googleapis.com", "jmt17.google.com",
    "*.push.services.mozilla.com",
    "*.push.apple.com",
    "*.notify.windows.com",
)  # fmt: skip
"""The push services of the browsers there are; `*.` stands for one or more names."""


def taken(endpoint: str, more: tuple[str, ...]) -> bool:
    """Whether this is an address of a push service we know, or of one of the setting (`more`)."""
    if len(endpoint) > LONGEST or not re.fullmatch(r"[\x21-\x7e]+", endpoint):
        return False
    try:
        parts = urlsplit(endpoint)
        plain = parts.port in (None, 443) and "@" not in parts.netloc and not parts.fragment
    except ValueError:
        return False
    if origin(parts) in more:
        return True
    host = parts.hostname or ""
    of_a_service = any(_matches(host, pattern) for pattern in (*KNOWN, *more))
    return parts.scheme == "https" and plain and of_a_service and len(parts.path) > 1


def origin(parts: SplitResult) -> str:
    """Scheme, host and port: whom the signature is for."""
    return f"{parts.scheme}://{parts.netloc}"


def reachable(address: str) -> bool:
    """Whether this is an address of the open network: no private one, and none of this machine."""
    found: IPv4Address | IPv6Address = ip_address(address)
    if isinstance(found, IPv6Address):
        found = found.ipv4_mapped or found.sixtofour or found
    return found.is_global and not found.is_multicast


def _matches(host: str, pattern: str) -> bool:
    if pattern.startswith("*."):
        return host.endswith(pattern[1:]) and len(host) > len(pattern) - 1
    return host == pattern
