"""What `run_kiosk.py` offers besides the window, a file a command. Each returns its exit status."""
