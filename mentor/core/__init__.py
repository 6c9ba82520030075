"""What every room uses: tenant scope, errors, clock, formats, the embedded database."""
