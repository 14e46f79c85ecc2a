"""Plans: documents, tasks, mentions, the built dataset and its narrow reading door."""
