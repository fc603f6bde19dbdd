"""What a superior sees of its units, side by side."""
