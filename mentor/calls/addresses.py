"""Which network addresses a recording may be fetched from. Pure rules.

Everything that is not plainly a public unicast address is refused, and so is every address that carries
another one inside it (IPv4-mapped, NAT64, 6to4, Teredo, ISATAP): a gateway would deliver it to the inner one.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

Address = IPv4Address | IPv6Address

_REFUSED = tuple(
    ip_network(block)
    for block in (
        "0.0.0.0/8",
        "100.64.0.0/10",  # carrier-grade NAT
        "192.0.0.0/24",
        "192.88.99.0/24",  # 6to4 relays
        "::/96",  # IPv4-compatible
        "::ffff:0:0/96",  # IPv4-mapped
        "::ffff:0:0:0/96",  # IPv4-translated
        "64:ff9b::/96",  # NAT64
        "64:ff9b:1::/48",  # NAT64, local
        "100::/64",
        "2001::/23",  # Teredo and other protocol assignments
        "2002::/16",  # 6to4
        "3fff::/20",  # documentation
        "5f00::/16",  # segment routing
        "fec0::/10",  # site-local of old
    )
)
_ISATAP = (0x0000_5EFE, 0x0200_5EFE)


def is_public(address: Address) -> bool:
    """Whether this is a public unicast address and nothing else."""
    if isinstance(address, IPv6Address) and (address.scope_id or _is_isatap(address)):
        return False
    if address.is_multicast or address.is_reserved or address.is_unspecified or not address.is_global:
        return False
    return not any(address.version == block.version and address in block for block in _REFUSED)


def _is_isatap(address: IPv6Address) -> bool:
    return (int(address) >> 32) & 0xFFFF_FFFF in _ISATAP


def parse_address(text: str) -> Address | None:
    """The address that ``text`` spells in its usual form, or None: names, and forms like ``0x7f.1``."""
    try:
        return ip_address(text)
    except ValueError:
        return None
