"""Settings, addresses, engines and subscribers of the installation."""

import os

# Several processes share the processor, and our matrices are small: numpy's second thread only spins while it waits
# for its share (measured: a turn of the virtual client 85 ms of processor time with two threads, 9 ms with one). It is
# read when numpy is first imported; every process of ours imports this package before.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
