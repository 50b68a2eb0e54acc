"""The site: every org as pages that anybody can open, made once from what is stored. No server, nothing fetched.

A page is a value (:class:`blocks.Page`): what stands on it, in words of ours and texts of theirs. One module for each page
or family of pages turns an :class:`org.Org` into such values; ``rendering`` is the only one that writes HTML, and the
templates beside it the only HTML there is. Nothing here reads a store, a clock or a file; ``cli.site`` writes the files.

To add a page: one module with a function from an org to pages, called in :func:`book.pages`, and a line in
``navigation``.
"""
