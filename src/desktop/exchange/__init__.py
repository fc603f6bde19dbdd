"""What travels between offices: bundles upward, receipts back, and the book that says what is known of each other.

``office`` holds the own keys and whom one trusts, ``ledger`` what was sent and what was acknowledged, ``send``
writes a bundle, ``take_in`` examines one and takes it in, ``acknowledge`` gives a receipt, ``receive`` reads one.
"""
