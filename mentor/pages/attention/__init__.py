"""«Требует внимания»: what the system could not settle by itself."""
