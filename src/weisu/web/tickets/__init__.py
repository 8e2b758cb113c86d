"""What every reader shares: the work list and the page of one ticket."""
