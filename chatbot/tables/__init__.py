"""Tables of the documents: the cell that is asked for, the row with the most, what the whole comes to."""
