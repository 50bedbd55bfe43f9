#= echo
echo "$(< /etc/hostname)"
