"""The only place that holds secrets: passphrase slots, the recovery code, sealing, signing, guards of the process.

For signing: ``authority`` a collector's own root and what it issues, ``certificates`` the profile, ``signer`` a key
in memory or from a PKCS#12 file, ``tokens`` one in a USB token, ``cms`` signatures of what travels, ``trust`` whom
one believes, ``enrolment`` how two offices come to believe each other (with ``phrase`` over the telephone).

Laws of the room: nothing here knows a table or a screen; nothing secret goes into a log, an exception's text,
an environment variable or a command line; a ``repr`` never shows a secret; what is read from a disk is
refused before it is used unless it is exactly what this program would have written.

What Python can't promise: ``str`` and ``bytes`` stay in memory until they are overwritten by chance. Keys are
therefore kept in ``bytearray``s that are wiped when the register is locked; what a library hands out as
``bytes`` lives a little longer.
"""
