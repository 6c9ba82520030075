"""Retrieval: how knowledge is cut into passages, what a passage means as a vector, how two rankings become one."""

# Of every vector; the column in the database has this size.
SIZE = 384
