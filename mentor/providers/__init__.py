"""What rooms that talk to other people's systems share: telephony and CRM.

- ``linked``: an account of a company there, its sealed secrets, the secret address that it sends events to;
- ``web``: asking its server, bounded and kept out of private networks; ``pauses``: when to ask again;
- ``errors``, ``troubles``: what goes wrong, in words, noted once; ``values``: how moments and flags are written;
- ``forms``: the fields of a connection; ``hook``: an event as it was received; ``jobs``: one waiting job of a kind.

No table of its own: models here are abstract, each room has its own rows.
"""
