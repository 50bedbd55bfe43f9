#= command
#= apt-get
#= apk
#= exit
if command -v apt-get >/dev/null
then
  apt-get update
elif apk --version
then exit 0
fi
