"""The second proof of the person, as far as the kiosk carries it out itself."""
