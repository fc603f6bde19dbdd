"""The bundle: what a unit carries to its superior on a stick, and what comes back.

Laws of the room: no Qt, no table, no ledger; nothing read is believed before it is verified, and the types say
how far that went (``SealedBundle → OpenedBundle → VerifiedBundle → ParsedBundle → CheckedBundle``); nothing
decrypted ever touches a disk; only ``Refused`` and ``Trouble`` leave the reader. The format stands in
``FORMAT.md`` and never breaks: what one release wrote, every later one reads.
"""
