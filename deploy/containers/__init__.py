"""What goes into the images beside the services."""
