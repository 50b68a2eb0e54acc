"""Editing: the text of a manifest becomes another text, and what need not change keeps every byte.

Nothing here opens a file; the command line does. All edits are splices into the text that stands there, found by the
places of libyaml's events, so comments, quotes and layout are nobody's business but the writer's. A library that reads
a file into a tree and writes the tree back (even one that keeps comments) would set lines anew that nobody touched.

``layout`` knows where everything stands, ``entries`` puts entries in and takes them out, ``spelling`` writes values,
``persons`` knows what of an org is about a person, ``removing`` takes out what stands at a place, ``order`` is the
formatter, ``merging`` joins two edits of one text.
"""
