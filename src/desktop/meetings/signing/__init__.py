"""From a finished meeting to the paper that is signed: the sheet, the preview, the one action that closes.

Signing on paper (decision 18): the final, unsigned PDF is drawn, archived, and its check code stands in its
foot; people sign the print.

Signing with certificates: ``paper_to_sign`` gives the same PDF with two empty places; the minutes taker and then the
chair sign it (``sign_as``, outside the unit of work: a token may take its time); ``file_signed`` checks what came
back against the meeting as it stands, and closes it with the file's hash. ``turns`` leads two people through it, on
one day or on two.

The file is on disk before the record says so, so that a power cut leaves at most a file that nothing names.
"""
