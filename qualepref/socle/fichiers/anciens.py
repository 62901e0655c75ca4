"""Les anciens documents d'Office (.doc, .xls, .ppt, .msg) : macros et mots de passe s'y nomment."""

import struct
from typing import BinaryIO

from qualepref.socle.fichiers.refus import MACROS, PROTEGE, FichierRefuse

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MORCEAU, _RECOUVREMENT = 1024 * 1024, 128
_PREMIER_SECTEUR = 512
_WORD, _CHIFFRE = b"\xec\xa5", 0x0100
_DEBUT_EXCEL, _MOT_DE_PASSE, _FEUILLES = 0x0809, 0x2F, 0x85


def _en_large(nom: str) -> bytes:
    return nom.encode("utf-16-le")


_NOMS = {
    _en_large("_VBA_PROJECT"): MACROS,
    _en_large("_VBA_PROJECT_CUR"): MACROS,
    _en_large("EncryptedPackage"): PROTEGE,
    _en_large("EncryptedSummary"): PROTEGE,
}


def examiner_ancien(fichier: BinaryIO) -> None:
    """Lève FichierRefuse ; laisse le fichier à son début."""
    fichier.seek(0)
    debut = fichier.read(_PREMIER_SECTEUR + 8192)
    if _word_est_chiffre(debut) or _excel_est_chiffre(debut):
        raise FichierRefuse(PROTEGE)
    fichier.seek(0)
    reste = b""
    while lu := fichier.read(_MORCEAU):
        octets = reste + lu
        for nom, phrase in _NOMS.items():
            if nom in octets:
                raise FichierRefuse(phrase)
        reste = octets[-_RECOUVREMENT:]
    fichier.seek(0)


def _word_est_chiffre(debut: bytes) -> bool:
    texte = debut[_PREMIER_SECTEUR:]
    return texte.startswith(_WORD) and bool(struct.unpack_from("<H", texte, 10)[0] & _CHIFFRE)


def _excel_est_chiffre(debut: bytes) -> bool:
    """Un mot de passe se dit avant la liste des feuilles."""
    position = _PREMIER_SECTEUR
    while position + 4 <= len(debut):
        genre, taille = struct.unpack_from("<HH", debut, position)
        if position == _PREMIER_SECTEUR and genre != _DEBUT_EXCEL or genre == _FEUILLES:
            return False
        if genre == _MOT_DE_PASSE:
            return True
        position += 4 + taille
    return False
