"""Ce que le lecteur perd d'un ancien classeur .xls : date de base, erreurs, étendue, mot de passe.

Le fichier est un conteneur OLE (MS-CFB) dont le flux « Workbook » est une suite
d'enregistrements BIFF (MS-XLS) : type et longueur sur deux octets chacun, puis les données.
"""

import struct
from collections.abc import Iterator
from itertools import islice

from qualepref.socle.lecture.cellules import ErreurExcel, Inspection, Particularites
from qualepref.socle.lecture.formats.conteneurs import CORROMPU, PROTEGE, ClasseurIllisible

_FIN, _MOT_DE_PASSE, _BASE_DES_DATES, _FEUILLE = 0x0A, 0x2F, 0x22, 0x85
_FORMULE, _ERREUR_OU_LOGIQUE = 0x06, 0x205
# Cellules : formule, nombre, texte, logique, RK, texte partagé, et suites de RK.
_CELLULES = {_FORMULE, 0x203, 0x204, _ERREUR_OU_LOGIQUE, 0x27E, 0xFD, 0xBD, 0xD6}
_ERREURS = {
    **{0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!"},
    **{0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"},
}
_DERNIER_SECTEUR = 0xFFFFFFF0
_FLUX_EN_MINI_SECTEURS = 4096


def inspecter(octets: bytes) -> Inspection:
    """Lève ClasseurIllisible si le conteneur est abîmé ou le classeur protégé."""
    try:
        flux = _Conteneur(octets).flux({"Workbook", "Book"})
        debuts, date1904 = _sommaire(flux)
        return Inspection(
            date1904, tuple(_particularites(flux, nom, debut) for nom, debut in debuts)
        )
    except (struct.error, IndexError, ValueError) as erreur:
        raise ClasseurIllisible(CORROMPU) from erreur


def _sommaire(flux: bytes) -> tuple[list[tuple[str, int]], bool]:
    """Nom et position de chaque feuille ; dates comptées depuis 1904 ou non."""
    debuts, date1904 = [], False
    for genre, donnees in _enregistrements(flux, 0):
        if genre == _MOT_DE_PASSE:
            raise ClasseurIllisible(PROTEGE)
        if genre == _BASE_DES_DATES:
            date1904 = donnees[:1] == b"\x01"
        if genre == _FEUILLE:
            debuts.append((_nom(donnees), struct.unpack_from("<I", donnees)[0]))
    return debuts, date1904


def _nom(donnees: bytes) -> str:
    longueur, sur_deux_octets = donnees[6], donnees[7] & 1
    if sur_deux_octets:
        return donnees[8 : 8 + 2 * longueur].decode("utf-16-le", "replace")
    return donnees[8 : 8 + longueur].decode("latin-1")


def _particularites(flux: bytes, nom: str, debut: int) -> Particularites:
    erreurs, hauteur, largeur = {}, 0, 0
    for genre, donnees in _enregistrements(flux, debut):
        if genre not in _CELLULES:
            continue
        ligne, colonne = struct.unpack_from("<HH", donnees)
        hauteur, largeur = max(hauteur, ligne + 1), max(largeur, colonne + 1)
        if code := _erreur(genre, donnees):
            erreurs[ligne, colonne] = ErreurExcel(code)
    return Particularites(nom, erreurs, hauteur, largeur)


def _erreur(genre: int, donnees: bytes) -> str | None:
    if genre == _ERREUR_OU_LOGIQUE and donnees[7:8] == b"\x01":
        return _ERREURS.get(donnees[6], "#N/A")
    if genre == _FORMULE and donnees[12:14] == b"\xff\xff" and donnees[6:7] == b"\x02":
        return _ERREURS.get(donnees[8], "#N/A")
    return None


def _enregistrements(flux: bytes, position: int) -> Iterator[tuple[int, bytes]]:
    """Jusqu'à la fin du sous-flux qui commence à `position`."""
    while position + 4 <= len(flux):
        genre, taille = struct.unpack_from("<HH", flux, position)
        if genre == _FIN:
            return
        yield genre, flux[position + 4 : position + 4 + taille]
        position += 4 + taille


class _Conteneur:
    """Fichier OLE : des secteurs chaînés par une table d'allocation."""

    def __init__(self, octets: bytes):
        self.octets = octets
        self.taille = 1 << struct.unpack_from("<H", octets, 30)[0]
        self.table = self._table()
        self.entrees = list(self._entrees(self._chaine(self._entete(48))))

    def flux(self, noms: set[str]) -> bytes:
        racine = self.entrees[0]
        _, debut, longueur = next(entree for entree in self.entrees if entree[0] in noms)
        if longueur >= _FLUX_EN_MINI_SECTEURS:
            return self._chaine(debut)[:longueur]
        mini, table = self._chaine(racine[1]), _entiers(self._chaine(self._entete(60)))
        secteurs = _suivre(table, debut)
        return b"".join(mini[s * 64 : s * 64 + 64] for s in secteurs)[:longueur]

    def _entete(self, position: int) -> int:
        return struct.unpack_from("<I", self.octets, position)[0]

    def _table(self) -> list[int]:
        """109 secteurs de table sont cités dans l'en-tête, les suivants dans une chaîne."""
        secteurs = list(struct.unpack_from("<109I", self.octets, 76))
        suivant, restants = self._entete(68), self._entete(72)
        for _ in range(min(restants, len(self.octets) // self.taille)):
            *cites, suivant = _entiers(self._secteur(suivant))
            secteurs += cites
        return [n for s in secteurs if s < _DERNIER_SECTEUR for n in _entiers(self._secteur(s))]

    def _secteur(self, numero: int) -> bytes:
        debut = (numero + 1) * self.taille
        return self.octets[debut : debut + self.taille]

    def _chaine(self, debut: int) -> bytes:
        return b"".join(self._secteur(s) for s in _suivre(self.table, debut))

    @staticmethod
    def _entrees(dossier: bytes) -> Iterator[tuple[str, int, int]]:
        """Nom, premier secteur et longueur de chaque flux."""
        for position in range(0, len(dossier) - 127, 128):
            longueur_nom = struct.unpack_from("<H", dossier, position + 64)[0]
            nom = dossier[position : position + max(longueur_nom - 2, 0)]
            debut, longueur = struct.unpack_from("<II", dossier, position + 116)
            yield nom.decode("utf-16-le", "replace"), debut, longueur


def _entiers(secteur: bytes) -> list[int]:
    return list(struct.unpack(f"<{len(secteur) // 4}I", secteur[: len(secteur) // 4 * 4]))


def _suivre(table: list[int], debut: int) -> Iterator[int]:
    """Une chaîne plus longue que la table tourne en rond : on s'arrête."""

    def maillons() -> Iterator[int]:
        numero = debut
        while numero < _DERNIER_SECTEUR:
            yield numero
            numero = table[numero]

    return islice(maillons(), len(table))
