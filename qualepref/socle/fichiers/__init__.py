"""Examiner un fichier reçu : ce qu'il est d'après son contenu, et ce qu'il cache."""
