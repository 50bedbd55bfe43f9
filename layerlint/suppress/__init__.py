"""Comments that silence a finding: our own, hadolint's and BuildKit's."""
