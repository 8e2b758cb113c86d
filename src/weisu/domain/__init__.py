"""Pure decisions: what may happen next, by whom, with which papers, and which clock runs."""
