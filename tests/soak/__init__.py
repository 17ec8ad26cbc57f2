"""The soak: visits of random citizens, with random faults, at the real UI loop; afterwards what grew."""
