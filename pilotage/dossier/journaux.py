"""L'extrait du journal : la vie des documents du dossier, ce qui est sorti ou entré ; sans noms."""

from datetime import date

from django.db.models import Q

from documents.models import Document
from pilotage.dossier.lecture import Etendue, documents, sans_nommer
from pilotage.dossier.registres import UN_AN
from qualepref.socle.models import Journal

# Ce qui a été sorti ou versé ; les connexions et les consultations ne disent que des personnes.
GENRES = (Journal.Genre.EXPORT, Journal.Genre.TELECHARGEMENT, Journal.Genre.IMPORT)
# Les détails du journal qui ne nomment personne.
DETAILS = {
    "liste": "liste",
    "rapport": "rapport",
    "type": "classeur",
    "document": "document",
    "version": "version",
    "lignes": "lignes",
    "creees": "lignes créées",
}


def vie_des_documents(etendue: Etendue) -> list[list]:
    """Chaque changement d'un document du dossier, et son état d'alors ; sans son auteur."""
    siens = documents(etendue).prefetch_related(None).order_by()
    personnels = set(siens.filter(type__donnees_personnelles=True).values_list("pk", flat=True))
    changements = Document.history.filter(
        _dans_l_annee("history_date__date", etendue.le), id__in=siens.values("pk")
    )
    genres = {"+": "inscrit", "~": "modifié", "-": "supprimé"}
    etats = dict(Document.Etat.choices)
    return [
        ["Moment", "Référence", "Document", "Changement", "État", "Date d'effet", "Caducité"],
        *(
            [
                *(
                    moment,
                    reference,
                    sans_nommer(intitule, bool(alors) or cle in personnels, etendue.masquer),
                ),
                *(genres[genre], etats.get(etat, etat), effet, caducite),
            ]
            for cle, alors, moment, reference, intitule, genre, etat, effet, caducite in (
                changements.order_by("history_date", "history_id").values_list(
                    *("id", "type__donnees_personnelles", "history_date", "reference"),
                    *("intitule", "history_type", "etat"),
                    *("date_effet", "date_caducite"),
                )
            )
        ),
    ]


def sorties(etendue: Etendue) -> list[list]:
    """Exports, téléchargements et imports du département : quand et quoi, non qui.

    Avec des services choisis, ce qui touche les seuls documents du dossier.
    """
    lignes = Journal.objects.filter(
        _dans_l_annee("moment__date", etendue.le),
        departement=etendue.departement,
        genre__in=GENRES,
    )
    if etendue.perimetre:
        siens = documents(etendue).prefetch_related(None).order_by()
        lignes = lignes.filter(details__document__in=[*siens.values_list("reference", flat=True)])
    libelles = dict(Journal.Genre.choices)
    return [
        ["Moment", "Genre", "Quoi"],
        *(
            [moment, libelles[genre], _quoi(details)]
            for moment, genre, details in lignes.order_by("pk").values_list(
                "moment", "genre", "details"
            )
        ),
    ]


def _dans_l_annee(champ: str, le: date) -> Q:
    return Q(**{f"{champ}__gt": le - UN_AN, f"{champ}__lte": le})


def _quoi(details: dict) -> str:
    return ", ".join(f"{dit} {details[cle]}" for cle, dit in DETAILS.items() if cle in details)
