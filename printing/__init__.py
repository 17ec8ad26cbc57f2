"""From a certificate's content to paper. Knows nothing of Kivy, the card or the archive's HTTP."""
