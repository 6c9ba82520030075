"""Downloaded models: what there is, what lies on this machine, how it gets here and whether it is still whole."""
