"""Reading the documents that planners bring: text, Word, PDF, web pages, workbooks; safely."""
