"""What pictures are made of: names as mathematics, samples of a claim, panels."""
