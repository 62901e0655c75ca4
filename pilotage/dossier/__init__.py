"""Le dossier de preuves : ce qu'on y met, sous quels noms, et l'archive écrite au fil de l'eau."""
