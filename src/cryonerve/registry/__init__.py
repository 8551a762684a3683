"""What happened afterwards, and what others found: the registry of cases."""
