"""Ce que la lecture d'un fichier peut prendre, et ce dont elle est capable."""

from qualepref.socle.fichiers.archives import COMPRESSES

LISIBLES = (*COMPRESSES, "pdf", "xls", "csv", "txt", "md")
TEXTE_MAXIMAL = 500_000  # signes gardés d'un fichier : deux cents pages environ
DELAI = 90  # secondes d'horloge
SECONDES_DE_CALCUL = 60
MEMOIRE_MAXIMALE = 1024 * 1024 * 1024  # octets
COUPE, ILLISIBLE = 3, 4  # codes de fin du processus qui lit
