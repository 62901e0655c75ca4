"""Les contenus : lire le texte d'un fichier, y retrouver des mots, l'aperçu, la comparaison."""
