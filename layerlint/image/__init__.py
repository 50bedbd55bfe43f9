"""Images that are built already: their archives, layers and files, read as a stream and never unpacked to disk."""
