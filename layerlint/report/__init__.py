"""One module a format; each turns a finished report into text."""
