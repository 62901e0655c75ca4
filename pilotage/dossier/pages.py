"""Ce que le dossier dit de lui-même : sa page d'accueil, son manifeste, la liste des manques."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple
from urllib.parse import quote

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from pilotage.dossier.archive import Entree
from pilotage.dossier.composition import Chapitre, Composition
from pilotage.dossier.lecture import Etendue
from pilotage.dossier.retenus import Retenu, Sort
from qualepref.socle.sorties.csv_inerte import en_csv
from qualepref.socle.sorties.pdf import feuille_de_style_seule
from qualepref.socle.typographie import insecables

ICI = "dans ce dossier"
INDEX, MANQUES = "index.html", "preuves-manquantes.csv"
FEUILLES = ("socle/rapport.css", "pilotage/dossier.css")
_UNITES = ("o", "Ko", "Mo", "Go")


class Verse(NamedTuple):
    """Un tableau ou une édition ; sans `entree`, il n'est pas joint, et `note` dit pourquoi."""

    titre: str
    entree: Entree | None
    note: str = ""


@dataclass
class Ecrits:
    """Ce qui est entré dans l'archive. `abimes` : leurs octets ne sont plus ceux du dépôt."""

    documents: dict[int, Entree] = field(default_factory=dict)
    absents: set[int] = field(default_factory=set)
    abimes: set[int] = field(default_factory=set)
    tableaux: list[Verse] = field(default_factory=list)
    editions: list[Verse] = field(default_factory=list)

    @property
    def verses(self) -> list[Verse]:
        return [un for un in (*self.tableaux, *self.editions) if un.entree]


def manifeste(compose: Composition, ecrits: Ecrits, autres: Iterable[Entree]) -> bytes:
    """Une ligne par fichier de l'archive, puis par document gardé ailleurs, sans chemin."""
    entetes = ["chemin", "octets", "sha256", "référence", "version", "intitulé", "type"]
    entetes += ["engagements", "exigences", "service", "en vigueur du", "en vigueur au", "gardé"]
    lignes = [
        [*entree, *_dans_le_manifeste(compose, compose.documents[cle])]
        for cle, entree in ecrits.documents.items()
    ]
    lignes += [[*entree, "", "", titre, *[""] * 5, ICI] for titre, entree, _ in ecrits.verses]
    lignes += [[*entree, *[""] * 9, ICI] for entree in autres]
    lignes += [["", "", "", *_dans_le_manifeste(compose, un)] for un in compose.ailleurs]
    return en_csv(entetes, lignes)


def _dans_le_manifeste(compose: Composition, document: Retenu) -> list:
    return [
        document.reference,
        document.numero,
        document.intitule,
        document.genre,
        ", ".join(map(str, compose.engagements(document))),
        ", ".join(compose.codes(document)),
        document.service,
        document.du,
        document.au,
        document.en_mots if document.est_ailleurs else ICI,
    ]


def manques(compose: Composition) -> bytes:
    entetes = ["dossier", "chapitre", "preuve attendue", "exigences", "remarque"]
    return en_csv(
        entetes,
        (
            [
                un.dossier,
                un.titre,
                attendu.libelle,
                ", ".join(attendu.exigences),
                _pourquoi(attendu),
            ]
            for un in compose.chapitres
            for attendu in un.manques
        ),
    )


def _pourquoi(attendu) -> str:
    return " ; ".join(attendu.reserves) or "aucune preuve"


def index(
    etendue: Etendue,
    compose: Composition,
    ecrits: Ecrits,
    moment: datetime,
    pieces: Iterable[Mapping] = (),
) -> bytes:
    """La page qui se lit sans l'application, et mène à chaque fichier."""
    nombres = bilan(compose, ecrits)
    contexte = {
        "etendue": etendue,
        "moment": moment,
        "chapitres": [
            _chapitre(f"chapitre-{rang}", un, compose, ecrits)
            for rang, un in enumerate(compose.chapitres)
        ],
        "pieces": list(pieces),
        "tableaux": [_verse(un) for un in ecrits.tableaux],
        "editions": [_verse(une) for une in ecrits.editions],
        "nombres": nombres | {"poids": poids(nombres["octets"])},
        "style": mark_safe("\n".join(map(feuille_de_style_seule, FEUILLES))),
    }
    return render_to_string("pilotage/rapports/dossier.html", contexte).encode()


def bilan(compose: Composition, ecrits: Ecrits) -> dict[str, int]:
    """Les nombres du dossier ; « octets » : ceux des documents joints."""
    sorts = [document.sort for document in compose.documents.values()]
    return {
        "fichiers": len(ecrits.documents),
        "octets": sum(entree.octets for entree in ecrits.documents.values()),
        "manques": sum(len(chapitre.manques) for chapitre in compose.chapitres),
        "ailleurs": len(compose.ailleurs),
        "dehors": sorts.count(Sort.PERSONNEL),
        "absents": len(ecrits.absents),
        "abimes": len(ecrits.abimes),
    }


def _chapitre(ancre: str, un: Chapitre, compose: Composition, ecrits: Ecrits) -> dict:
    return {
        "titre": un.titre,
        "ancre": ancre,
        "documents": [_document(document, compose, ecrits) for document in un.documents],
        "citees": [_citee(preuve, compose, ecrits) for preuve in un.citees],
        "attendus": un.attendus,
        "manques": un.manques,
        "ailleurs": un.ailleurs,
        "engage": un.engage,
        "joints": len(un.joints),
    }


def _document(document: Retenu, compose: Composition, ecrits: Ecrits) -> dict:
    entree = ecrits.documents.get(document.cle)
    return {
        "retenu": document,
        "lien": _lien(document.nom, entree) if entree else None,
        "codes": compose.codes(document),
        "raison": _raison(document),
        "manque": document.sort in (Sort.ABSENT, Sort.CADUC),
        "abime": document.cle in ecrits.abimes,
    }


def _raison(document: Retenu) -> str:
    """Pourquoi le fichier n'est pas là ; vide s'il y est."""
    if document.sort is Sort.JOINT:
        return ""
    if document.sort is Sort.CADUC:
        return f"Caduc depuis le {document.caduc_depuis:%d/%m/%Y} : non joint"
    raison = insecables(document.en_mots)
    return raison[:1].upper() + raison[1:]


def _citee(preuve, compose: Composition, ecrits: Ecrits) -> dict:
    entree = ecrits.documents.get(preuve.document) if preuve.document else None
    codes = sorted(compose.exigences[cle] for cle in preuve.exigences if cle in compose.exigences)
    return {
        "preuve": preuve,
        "codes": codes,
        "lien": _lien(preuve.intitule, entree) if entree else None,
    }


def _verse(un: Verse) -> dict:
    lien = _lien(un.titre, un.entree) if un.entree else {"titre": un.titre}
    return lien | {"note": insecables(un.note)}


def _lien(titre: str, entree: Entree) -> dict:
    genre = entree.chemin.rpartition(".")[2].upper() if "." in entree.chemin else "fichier"
    return {
        "titre": titre,
        "adresse": quote(entree.chemin),
        "chemin": entree.chemin,
        "format": f"{genre}, {poids(entree.octets)}",
    }


def poids(octets: int) -> str:
    """« 230 Ko », « 1,4 Mo »."""
    valeur, rang = float(octets), 0
    while valeur >= 1000 and rang < len(_UNITES) - 1:
        valeur, rang = valeur / 1000, rang + 1
    ecrite = f"{valeur:.1f}" if rang and valeur < 10 else f"{valeur:.0f}"
    return f"{ecrite.removesuffix('.0').replace('.', ',')}\u00a0{_UNITES[rang]}"
