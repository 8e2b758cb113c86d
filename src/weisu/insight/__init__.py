"""What one person may ask of the measures: a star narrowed to what they may see, answers kept, charts judged."""
