"""ShellCheck over the scripts of a run: which text a shell reads, one process for all of it, findings at their place."""
