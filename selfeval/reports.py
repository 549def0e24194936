"""A frozen self-evaluation as a tagged PDF and as a Word document with real styles and a contents list."""
