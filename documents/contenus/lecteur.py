"""Le processus qui lit un fichier reçu : s'il s'emballe, lui seul est arrêté.

`python -m documents.contenus.lecteur EXTENSION < fichier` écrit le texte sur sa sortie. Il finit
par 0 (tout est lu), 3 (coupé à la longueur maximale) ou 4 (le fichier ne se lit pas).
"""

import resource
import sys

from documents.contenus.bornes import (
    COUPE,
    ILLISIBLE,
    MEMOIRE_MAXIMALE,
    SECONDES_DE_CALCUL,
    TEXTE_MAXIMAL,
)
from documents.contenus.textes import textes


def lire(extension: str) -> int:
    reste = TEXTE_MAXIMAL
    for texte in textes(sys.stdin.buffer, extension):
        sys.stdout.write(texte[:reste])
        sys.stdout.flush()
        reste -= len(texte)
        if reste <= 0:
            return COUPE
    return 0


def main() -> int:
    resource.setrlimit(resource.RLIMIT_AS, (MEMOIRE_MAXIMALE, MEMOIRE_MAXIMALE))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDES_DE_CALCUL, SECONDES_DE_CALCUL))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # n'écrit aucun fichier
    sys.stdout.reconfigure(encoding="utf-8", errors="replace")
    try:
        return lire(sys.argv[1])
    except BaseException:  # un fichier hostile lève ce qu'il veut, panique comprise
        return ILLISIBLE


if __name__ == "__main__":
    sys.exit(main())
