"""What travels between offices: bundles upward, receipts back, and the book that says what is known of each other.

``office`` holds the own keys and whom one trusts, ``ledger`` what was sent and what was acknowledged, ``send``
writes a bundle, ``take_in`` examines one and takes it in, ``acknowledge`` gives a receipt, ``receive`` reads one.
Around ``take_in``: ``preview`` says what a bundle would change, ``stops`` when that asks for a second person,
``confirm`` who that is, ``findings`` what must be answered, ``reception`` goes through a whole stick.
"""
