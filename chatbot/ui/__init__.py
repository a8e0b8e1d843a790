"""The chat in the browser: a Gradio page over whatever answers questions."""
