#= \ls
\ls -l
