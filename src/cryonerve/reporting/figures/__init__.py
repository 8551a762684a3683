"""Every picture of the report, drawn with matplotlib alone."""
