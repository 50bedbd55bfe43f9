#= arch
#= echo
#= echo
#= exit
case "$(arch)" in x86_64) echo a ;; arm*|aarch64) echo b ;; *) exit 1 ;; esac
