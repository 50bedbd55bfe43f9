#= echo
#= apt-get
echo if then fi done { } case esac; apt-get install do
