"""What a collection keeps on disk: its database, and Chroma as an index over it."""
