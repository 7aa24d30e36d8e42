"""What people read of a claim and its verdict: derivations, documents, reports and pictures. Nothing here decides."""
