"""What each rule does: small generators of findings, by family."""
