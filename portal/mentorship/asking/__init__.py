"""The page on which somebody writes to a mentor."""
