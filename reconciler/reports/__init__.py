"""Reports: what an admin looks at and an auditor signs, each a pure function from states, logs and facts to a table.

A report is no part of a plan and changes nothing. What one looks like is ``report``; ``readers`` says who may see it; each
of the others is one report. Forms are ``render.reports``' business, files and stores the command line's.

To add a report: one module with a function that returns a :class:`~reconciler.reports.report.Report`, a line in
``cli/reporting.py``, and its name under ``shows`` of the capabilities that let people see it, in ``platforms/*.yaml``.
"""
