"""What is done to members: adding, changing, leaving, putting back, and taking in a sheet of them."""
