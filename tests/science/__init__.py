"""The statistics: published answers, laws, and refusals."""
