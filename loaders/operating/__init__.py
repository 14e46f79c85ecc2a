"""For those who run the program: whether it is well, its log, a copy for machines without a network."""
