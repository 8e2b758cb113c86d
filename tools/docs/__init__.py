"""The reference pages: written from the code and the packs, so that they cannot say anything else."""
