"""A smaller student learns from a teacher."""
