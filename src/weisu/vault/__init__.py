"""Where all words and all personal data lie: encrypted, read with a record, erased with a tombstone."""
