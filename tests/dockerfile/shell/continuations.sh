#= apk
apk add \
    curl \
    git
