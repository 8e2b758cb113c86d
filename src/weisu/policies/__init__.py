"""Published rules: packs on disk become immutable versions, two people publish, and every region has its stack."""
