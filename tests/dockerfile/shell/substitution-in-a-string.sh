#= echo
#= dpkg
echo "arch is $(dpkg --print-architecture)."
