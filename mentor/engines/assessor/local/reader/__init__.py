"""The reader: a small network that tags every utterance in its context and judges the call's course.

``tags`` names what it says, ``inputs`` turns a call into arrays, ``context`` and ``network`` are the arithmetic in
numpy, ``reading`` the typed result. It is trained by ``evaluation/reader`` (PyTorch, needed for nothing else).
"""
