"""Un PDF qui porte un programme, d'autres fichiers ou un mot de passe se refuse.

On cherche les noms qui le disent, sans ouvrir le document : d'abord dans le fichier tel quel, puis
dans les objets compressés, où un nom peut se cacher. Un nom s'écrit aussi « /Java#53cript ».
"""

import re
import zlib
from typing import BinaryIO

from qualepref.socle.fichiers.refus import ABIME, DEMESURE, PROTEGE, FichierRefuse

PROGRAMME = (
    "ce PDF contient un programme ou lance une application. Imprimez-le en PDF (Imprimer, puis"
    " « Enregistrer au format PDF ») et déposez la copie."
)
FICHIERS_JOINTS = (
    "ce PDF transporte d'autres fichiers. Déposez-les à part, et ce document imprimé en PDF"
    " (Imprimer, puis « Enregistrer au format PDF »)."
)


def _nom(nom: str) -> bytes:
    """L'expression qui reconnaît un nom, chaque lettre écrite telle quelle ou par son code."""
    return b"".join(b"(?:%c|#(?i:%02x))" % (lettre, lettre) for lettre in nom.encode())


# Assez longs pour ne pas se former par hasard dans une image ; « /JS » le pourrait, et va toujours
# avec « /JavaScript ».
_PHRASES = {
    "JavaScript": PROGRAMME,
    "Launch": PROGRAMME,
    "RichMedia": PROGRAMME,
    "EmbeddedFile": FICHIERS_JOINTS,
    "EmbeddedFiles": FICHIERS_JOINTS,
    "Encrypt": PROTEGE,
}
_FIN_DE_NOM = rb"(?![A-Za-z0-9#])"
_NOMS = re.compile(
    b"/(?:" + b"|".join(b"(%s)" % _nom(nom) for nom in _PHRASES) + b")" + _FIN_DE_NOM
)
_OBJETS = re.compile(b"/" + _nom("ObjStm") + _FIN_DE_NOM)
_PREDICTION = re.compile(b"/" + _nom("Predictor"))
_FLUX = re.compile(rb"stream\r?\n")
MORCEAU, RECOUVREMENT = 1024 * 1024, 4096
OBJETS_MAXIMAUX = 50 * 1024 * 1024  # octets décompressés, tous objets ensemble
FLUX_MAXIMAUX = 20_000


def examiner_pdf(fichier: BinaryIO) -> None:
    """Lève FichierRefuse ; laisse le fichier à son début."""
    debuts = set()
    for position, octets in _fenetres(fichier):
        _refuser_les_noms(octets)
        debuts |= {position + debut for debut in _debuts_des_objets(octets)}
        if len(debuts) > FLUX_MAXIMAUX:
            raise FichierRefuse(DEMESURE)
    _examiner_les_objets(fichier, sorted(debuts))
    fichier.seek(0)


def _fenetres(fichier: BinaryIO):
    """Des morceaux qui se recouvrent : un nom à cheval sur deux se lit dans le second."""
    position, reste = 0, b""
    fichier.seek(0)
    while lu := fichier.read(MORCEAU):
        octets = reste + lu
        yield position, octets
        reste = octets[-RECOUVREMENT:]
        position += len(octets) - len(reste)


def _refuser_les_noms(octets: bytes) -> None:
    if trouve := _NOMS.search(octets):
        raise FichierRefuse(tuple(_PHRASES.values())[trouve.lastindex - 1])


def _debuts_des_objets(octets: bytes):
    """Où commence le flux de chaque suite d'objets compressés dont le dictionnaire se lit ici."""
    for objet in _OBJETS.finditer(octets):
        flux = _FLUX.search(octets, objet.end(), objet.end() + RECOUVREMENT)
        if flux is None and objet.end() + RECOUVREMENT < len(octets):
            raise FichierRefuse(ABIME)
        if flux is not None:
            dictionnaire = octets[max(0, octets.rfind(b"obj", 0, objet.start())) : flux.end()]
            if _PREDICTION.search(dictionnaire):  # les noms ne s'y liraient plus
                raise FichierRefuse(ABIME)
            yield flux.end()


def _examiner_les_objets(fichier: BinaryIO, debuts: list[int]) -> None:
    reste = OBJETS_MAXIMAUX
    for debut in debuts:
        fichier.seek(debut)
        reste -= _examiner_un_flux(fichier, reste)


def _examiner_un_flux(fichier: BinaryIO, reste: int) -> int:
    """Les octets décompressés ; un flux qui ne se décompresse pas cache peut-être quelque chose."""
    decompresseur, total, fin = zlib.decompressobj(), 0, b""
    try:
        while not decompresseur.eof and (lu := fichier.read(MORCEAU)):
            while lu and not decompresseur.eof:
                clair = decompresseur.decompress(lu, MORCEAU)
                total += len(clair)
                if total > reste:
                    raise FichierRefuse(DEMESURE)
                _refuser_les_noms(fin + clair)
                fin = clair[-RECOUVREMENT:]
                lu = decompresseur.unconsumed_tail
    except zlib.error as erreur:
        raise FichierRefuse(ABIME) from erreur
    return total
