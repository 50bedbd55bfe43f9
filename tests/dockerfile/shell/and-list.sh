#= set
#= apt-get
#= apt-get
#= rm
set -eux && apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*
