"""Turn end: has the speaker finished, or are they only drawing breath?"""
