"""The only place that holds secrets: passphrase slots, the recovery code, sealing, guards of the process.

Laws of the room: nothing here knows a table or a screen; nothing secret goes into a log, an exception's text,
an environment variable or a command line; a ``repr`` never shows a secret; what is read from a disk is
refused before it is used unless it is exactly what this program would have written.

What Python can't promise: ``str`` and ``bytes`` stay in memory until they are overwritten by chance. Keys are
therefore kept in ``bytearray``s that are wiped when the register is locked; what a library hands out as
``bytes`` lives a little longer.
"""
