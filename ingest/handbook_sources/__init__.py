"""The texts of the handbook's binary files, and the script that builds those files from them.

Markdown chapters, HTML, plain text, CSV and the notebook lie in `ingest/handbook` as they are; only the files that no
text editor can change are built: `python -m ingest.handbook_sources.build`.
"""
