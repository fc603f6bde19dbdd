"""Paper, without knowledge of what is written on it.

``blocks`` the frozen pieces that a paper is made of, ``style`` how they look (dated data in
``resources/rules/papers``), ``fonts`` the embedded faces and which letters they have, ``layout`` pieces set
in type, ``page`` the finished PDF, ``digest`` the check code in the foot, ``preview`` pages as pictures,
``sign`` signatures with their stamps, ``verify`` whether a signed paper holds, ``recovery_paper`` the
sheet with the recovery code.

Laws: what a user typed is text and never markup; a letter that the font lacks stops the paper and is named;
the same blocks give the same bytes; no Qt; papers speak Vietnamese whatever language the window speaks.
"""
