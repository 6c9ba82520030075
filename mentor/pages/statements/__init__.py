"""Акты: what each closed month costs, with every number it was counted from, and what people say of it."""
