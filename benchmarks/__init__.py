"""What each promise of speed is measured with. `benchmarks/run` starts everything and prints the table."""
