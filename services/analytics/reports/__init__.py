"""The report of a year or a month: its content, its texts in three languages, and how it is printed."""
