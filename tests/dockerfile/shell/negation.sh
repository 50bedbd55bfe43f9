#= grep
#= a
! grep -q x f && ! a
