#= cat
#= echo
cat <<-EOF
	indented
	EOF
echo done
