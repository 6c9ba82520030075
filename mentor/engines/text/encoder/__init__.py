"""A stronger sense of meaning where a model of it lies on the machine: never needed, used only once it was measured."""
