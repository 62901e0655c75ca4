"""Des noms de fichiers que tout système accepte, lisibles, et jamais deux fois le même.

Valeurs simples. Un nom garde ses accents ; il perd ce que Windows refuse, tout chemin et tout
signe invisible. Deux noms égaux aux majuscules près sont le même fichier pour Windows.
"""

import re
import unicodedata

NOM_MAX = 90  # signes : avec ceux des dossiers, le chemin reste sous les 260 de Windows
DOSSIER_MAX = 60
LIAISON = 4  # lettres : « et », « d'un », « pour » ne finissent pas un nom
OCTETS_MAX = 200  # la plupart des disques s'arrêtent à 255 octets par nom
_INTERDITS = re.compile(r'[<>:"/\\|?*]+')
_ESPACES = re.compile(r"\s+")
_RESERVES = {"con", "prn", "aux", "nul", *(f"{n}{i}" for n in ("com", "lpt") for i in range(10))}
SANS_NOM = "sans nom"


def nom_sur(texte: str, maximum: int = NOM_MAX) -> str:
    """Le texte en nom de fichier ou de dossier, sans extension."""
    nom = _INTERDITS.sub("-", unicodedata.normalize("NFC", texte))
    nom = _ESPACES.sub(" ", nom)
    nom = "".join(signe for signe in nom if signe.isprintable())
    nom = _couper(nom.strip(" .-"), maximum).strip(" .-") or SANS_NOM
    return f"{nom}-" if nom.partition(".")[0].lower() in _RESERVES else nom


def fichier_sur(nom: str, extension: str) -> str:
    """Le nom entier ; l'extension ne garde que ses lettres et ses chiffres."""
    fin = "".join(c for c in extension.lower() if c.isascii() and c.isalnum())[:10]
    return f"{nom_sur(nom)}.{fin}" if fin else nom_sur(nom)


def distinguer(chemin: str, pris: set[str]) -> str:
    """Le chemin, suivi de « (2) » s'il est déjà pris ; `pris` retient ce qui est donné."""
    radical, point, extension = chemin.rpartition(".")
    if not point or "/" in extension:
        radical, extension = chemin, ""
    libre, rang = chemin, 2
    while _cle(libre) in pris:
        libre, rang = f"{radical} ({rang}){point and '.'}{extension}".rstrip("."), rang + 1
    pris.add(_cle(libre))
    return libre


def _cle(chemin: str) -> str:
    return unicodedata.normalize("NFC", chemin).casefold()


def _couper(nom: str, maximum: int) -> str:
    """Au plus tant de signes ; quand on le peut, à la fin d'un mot qui ne soit pas une liaison."""
    if len(nom) > maximum:
        mots = nom[:maximum].split(" ")[:-1]
        while mots and len(mots[-1]) <= LIAISON:
            mots.pop()
        coupe = " ".join(mots)
        nom = coupe if len(coupe) > maximum // 2 else nom[:maximum]
    return nom.encode()[:OCTETS_MAX].decode(errors="ignore")
