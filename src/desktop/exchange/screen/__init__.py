"""The pages of what travels: sending, taking in, the units below, checking signatures.

Each is a starting point of one office's day with a stick; what they do stands in the modules beside this folder.
"""
