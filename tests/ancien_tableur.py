"""Un classeur de l'ancien format .xls (BIFF8), écrit octet par octet."""

import struct
from collections.abc import Iterable, Mapping, Sequence

_SECTEUR, _FIN, _LIBRE, _TABLE = 512, 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
Fusion = tuple[int, int, int, int]


def xls(
    feuilles: Mapping[str, Sequence[Sequence]],
    fusions: Mapping[str, Iterable[Fusion]] | None = None,
) -> bytes:
    """Les feuilles par nom ; les fusions en (haut, gauche, bas, droite), indices à partir de 0."""
    corps = [_feuille(lignes, (fusions or {}).get(nom, ())) for nom, lignes in feuilles.items()]
    debut = _enregistrement(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0x7CC, 0, 6))
    position = len(debut) + sum(len(_descripteur(nom, 0)) for nom in feuilles) + 4
    descripteurs = b""
    for nom, contenu in zip(feuilles, corps, strict=True):
        descripteurs += _descripteur(nom, position)
        position += len(contenu)
    flux = debut + descripteurs + _enregistrement(0x0A, b"") + b"".join(corps)
    return _conteneur(flux)


def _enregistrement(genre: int, donnees: bytes) -> bytes:
    return struct.pack("<HH", genre, len(donnees)) + donnees


def _descripteur(nom: str, position: int) -> bytes:
    return _enregistrement(
        0x85, struct.pack("<IHBB", position, 0, len(nom), 1) + nom.encode("utf-16-le")
    )


def _feuille(lignes: Sequence[Sequence], fusions: Iterable[Fusion]) -> bytes:
    largeur = max((len(ligne) for ligne in lignes), default=0)
    parties = [
        _enregistrement(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0x7CC, 0, 6)),
        _enregistrement(0x200, struct.pack("<IIHHH", 0, len(lignes), 0, largeur, 0)),
    ]
    for i, ligne in enumerate(lignes):
        parties += [_cellule(i, j, v) for j, v in enumerate(ligne) if v not in (None, "")]
    plages = [
        struct.pack("<4H", haut, bas, gauche, droite) for haut, gauche, bas, droite in fusions
    ]
    if plages:
        parties.append(_enregistrement(0xE5, struct.pack("<H", len(plages)) + b"".join(plages)))
    return b"".join([*parties, _enregistrement(0x0A, b"")])


def _cellule(i: int, j: int, valeur) -> bytes:
    place = struct.pack("<HHH", i, j, 0)
    if isinstance(valeur, int | float):
        return _enregistrement(0x203, place + struct.pack("<d", valeur))
    texte = str(valeur)
    return _enregistrement(
        0x204, place + struct.pack("<HB", len(texte), 1) + texte.encode("utf-16-le")
    )


def _conteneur(flux: bytes) -> bytes:
    """Un seul flux « Workbook », assez long pour ne pas tenir dans un mini-secteur."""
    flux = flux.ljust(4096, b"\0")
    flux += b"\0" * (-len(flux) % _SECTEUR)
    longueur = len(flux) // _SECTEUR
    tables = 1
    while (longueur + 1 + tables) * 4 > tables * _SECTEUR:
        tables += 1
    chaine = [*range(1, longueur), _FIN, _FIN, *[_TABLE] * tables]
    chaine += [_LIBRE] * (tables * _SECTEUR // 4 - len(chaine))
    entete = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    entete += struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    entete += struct.pack("<IIIIIIIII", 0, tables, longueur, 0, 4096, _FIN, 0, _FIN, 0)
    places = [longueur + 1 + rang for rang in range(tables)]
    entete += struct.pack("<109I", *places, *[_LIBRE] * (109 - tables))
    annuaire = _entree("Root Entry", 5, _FIN, 0, enfant=1)
    annuaire += _entree("Workbook", 2, 0, len(flux))
    annuaire = annuaire.ljust(_SECTEUR, b"\0")
    return entete + flux + annuaire + struct.pack(f"<{len(chaine)}I", *chaine)


def _entree(nom: str, genre: int, debut: int, taille: int, enfant: int = _LIBRE) -> bytes:
    ecrit = (nom + "\0").encode("utf-16-le")
    return (
        ecrit.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(ecrit), genre, 1, _LIBRE, _LIBRE, enfant)
        + bytes(36)
        + struct.pack("<IQ", debut, taille)
    )
