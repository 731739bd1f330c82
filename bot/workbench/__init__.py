"""What editors and operators run by hand."""
