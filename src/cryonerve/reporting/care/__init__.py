"""A draft of a case report by the CARE guideline: what is recorded, what was computed, what to ask."""
