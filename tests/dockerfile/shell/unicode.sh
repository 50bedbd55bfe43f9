#= echo
#= grüße
echo „Gänsefüßchen“ && grüße 世界
