"""The design system: colour, type, spacing, icons, and the widgets every screen is made of. All sizes are millimetres."""
