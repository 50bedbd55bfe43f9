#= $PYTHON
#= "$PIP"
#= ${CC}
$PYTHON -m venv /venv; "$PIP" install x; ${CC} -c a.c
