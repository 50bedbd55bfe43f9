#= echo
#= pip
echo a#b c\# "#d"
pip install "x @ git+https://example.org/x#egg=x"
