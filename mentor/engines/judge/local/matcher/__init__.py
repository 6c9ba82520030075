"""The matcher: a small network that finds which utterance says a point of a recommendation, or its opposite.

``inputs`` turns points and a call into arrays, ``network`` is its arithmetic in numpy. It is trained by
``evaluation/matcher`` (PyTorch, needed for nothing else).
"""
