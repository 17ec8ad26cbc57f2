"""From bytes on a chip to an Identity. Knows nothing of Kivy, HTTP or printing."""
