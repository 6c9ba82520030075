"""The trainer's voice: one process that hears a manager, takes turns and speaks for the virtual client.

``door`` lets a browser in, ``talk`` leads one conversation, ``floor`` says whose turn it is, ``reply`` speaks,
``lanes`` keeps the sound, ``desk`` is where a talk's words are kept.
"""
