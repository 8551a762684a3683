"""A draft of a case report by the CARE guideline: what was recorded, what was computed, and what is still to be asked."""
