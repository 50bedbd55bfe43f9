#= curl
curl -o f "https://example.org/?a=b&c=d;e" https://example.org/x?y=1
