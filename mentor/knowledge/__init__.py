"""Scripts, presentations, objections, rules, forbidden phrases, reference calls."""
