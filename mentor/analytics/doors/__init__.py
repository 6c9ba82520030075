"""The file door of the arithmetic: a case in one JSON file in, its figures out; the rules are the product's own."""
