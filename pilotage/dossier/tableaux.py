"""Les tableaux du dossier : auto-évaluation, plan d'actions, registres, indicateurs, journal.

Sans nom d'agent ni d'usager ; dans les textes libres, courriels et téléphones sont masqués.
Chacun rend les lignes d'un classeur, la première étant l'en-tête.
"""

from datetime import date

from django.db.models import Q

from documents.models import Document
from engagements.models import Action, AutoEvaluation, AvisEngagement
from engagements.rapports.plan import choisir, motif
from pilotage.dossier.composition import TABLEAUX
from pilotage.dossier.lecture import Etendue, documents, reponses, sans_nommer
from pilotage.dossier.registres import UN_AN, registre_des_documents, registres_des_demandes
from pilotage.models import Indicateur, Mesure
from pilotage.series import Series
from qualepref.socle.masquage import masquer
from qualepref.socle.models import Journal
from qualepref.socle.periodes import Genre
from qualepref.socle.sorties.exports import classeur_de_feuilles
from qualepref.socle.typographie import insecables
from suivi.models import Registre

AUTOEVALUATION = f"{TABLEAUX}/auto-evaluation.xlsx"
PLAN = f"{TABLEAUX}/plan-d-actions.xlsx"
DOCUMENTS = f"{TABLEAUX}/tableau-des-enregistrements.xlsx"
DEMANDES = f"{TABLEAUX}/registres-des-demandes.xlsx"
INDICATEURS = f"{TABLEAUX}/indicateurs.xlsx"
JOURNAL = f"{TABLEAUX}/journal.xlsx"
# Ce dont chacun tient lieu, dès sa première ligne.
TIENT_LIEU = {
    AUTOEVALUATION: ("autoevaluation",),
    PLAN: ("plan_actions",),
    DOCUMENTS: ("tableau_enregistrements",),
    DEMANDES: ("registre_demandes",),
    INDICATEURS: ("tableau_bord",),
}
RECLAMATIONS = Registre.SUGGESTIONS_RECLAMATIONS.label
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
CHIFFRES = {
    "code": "Code",
    "site": "Site",
    "service": "Service",
    "modalite": "Détail",
    "periode": "Période",
    "numerateur": "Numérateur",
    "denominateur": "Dénominateur",
    "valeur": "Valeur",
    "unite": "Unité",
    "cible": "Cible",
}


def tenus(chemin: str, feuilles) -> dict[str, str]:
    """Les types de documents dont ce tableau tient lieu : aucun s'il n'a que ses en-têtes."""
    lignes = [ligne for _, (_, *suite) in feuilles for ligne in suite]
    types = TIENT_LIEU.get(chemin, ()) if lignes else ()
    if chemin == DEMANDES and any(ligne[1] == RECLAMATIONS for ligne in lignes):
        types = (*types, "registre_reclamations")
    return dict.fromkeys(types, chemin)


def dresser(etendue: Etendue):
    """(chemin, titre, contenu) de chaque tableau, l'un après l'autre."""
    if etendue.campagne:
        feuilles = [("Exigences", exigences(etendue)), ("Engagements", engagements(etendue))]
        yield AUTOEVALUATION, insecables(f"Auto-évaluation « {etendue.campagne} »"), feuilles
    yield PLAN, "Plan d'actions", [("Plan d'actions", plan_d_actions(etendue))]
    feuilles = [("Documents", registre_des_documents(etendue))]
    yield DOCUMENTS, "Tableau des enregistrements", feuilles
    feuilles = [("Demandes", registres_des_demandes(etendue))]
    yield DEMANDES, "Registres des demandes, sur douze mois", feuilles
    yield INDICATEURS, "Indicateurs de l'année", [("Indicateurs", indicateurs(etendue))]
    feuilles = [("Documents", vie_des_documents(etendue)), ("Sorties et imports", sorties(etendue))]
    yield JOURNAL, "Extrait du journal, sur douze mois", feuilles


def en_octets(feuilles) -> bytes:
    return classeur_de_feuilles(feuilles)


def exigences(etendue: Etendue) -> list[list]:
    cellules = reponses(AutoEvaluation, etendue).en_vigueur()
    cellules = cellules.select_related("exigence__engagement__module", "service__site").order_by(
        "exigence__engagement__module__ordre", "exigence__ordre", "service", "pk"
    )
    entetes = ["Module", "Engagement", "Exigence", "Intitulé", "Site", "Service", "Avis"]
    entetes += ["Avancement", "Motif", "Commentaire", "Cotation de l'auditeur"]
    return [
        entetes,
        *(
            [
                *_situation(cellule.exigence.engagement),
                cellule.exigence.code,
                cellule.exigence.intitule,
                *_dite(cellule),
                cellule.get_cotation_display() if cellule.cotation else "",
            ]
            for cellule in cellules
        ),
    ]


def _situation(engagement) -> list:
    return [engagement.module.numero, engagement.numero] if engagement else ["", ""]


def _dite(reponse) -> list:
    return [
        reponse.service.site.nom,
        reponse.service.nom,
        reponse.get_avis_display(),
        reponse.get_avancement_display(),
        masquer(reponse.motif),
        masquer(reponse.commentaire),
    ]


def engagements(etendue: Etendue) -> list[list]:
    avis = reponses(AvisEngagement, etendue).select_related("engagement__module", "service__site")
    entetes = ["Module", "Engagement", "Intitulé", "Site", "Service", "Avis", "Avancement"]
    return [
        [*entetes, "Motif", "Commentaire"],
        *(
            [*_situation(un.engagement), un.engagement.intitule, *_dite(un)]
            for un in avis.order_by("engagement__module__ordre", "engagement__ordre", "service")
        ),
    ]


def plan_d_actions(etendue: Etendue) -> list[list]:
    """La fonction responsable et non qui la tient."""
    actions = Action.objects.visibles_par(etendue.agent).filter(departement=etendue.departement)
    if etendue.services:
        actions = actions.filter(service__in=etendue.services)
    entetes = ["Année", "N°", "Action", "Engagements", "Service pilote", "Fonction responsable"]
    entetes += ["Origine", "Priorité", "Échéance", "État", "En retard", "Avancement (%)"]
    return [
        [*entetes, "Réalisée le", "Bilan", "Motif"],
        *(_action(action, etendue.le) for action in choisir(actions, None, "", None)),
    ]


def _action(action: Action, le: date) -> list:
    return [
        action.annee,
        action.numero,
        masquer(action.intitule),
        action.numeros_engagements,
        action.service.nom if action.service else "",
        action.get_fonction_display(),
        action.get_origine_display(),
        action.get_priorite_display(),
        action.date_echeance,
        action.get_etat_display(),
        "oui" if action.est_en_retard(le) else "",
        action.avancement,
        action.date_realisation,
        masquer(action.bilan),
        masquer(motif(action)),
    ]


def indicateurs(etendue: Etendue) -> list[list]:
    """L'année de la date demandée, arrêtée ce jour-là ; tout le département."""
    debut, fin = date(etendue.le.year, 1, 1), date(etendue.le.year, 12, 31)
    voulus = list(Indicateur.objects.non_ecartes_par(etendue.departement))
    series = Series(etendue.departement, debut, fin, etendue.le, voulus)
    libelles = {indicateur.code: indicateur.libelle for indicateur in voulus}
    lignes = series.lignes(Genre.TRIMESTRE) if voulus else []
    return [
        ["Indicateur", *CHIFFRES.values(), "Cible atteinte", "État"],
        *([libelles[ligne["code"]], *_chiffres(ligne)] for ligne in lignes),
    ]


def _chiffres(ligne: dict) -> list:
    atteint = {True: "oui", False: "non", None: ""}[ligne["atteint"]]
    etat = dict(Mesure.Etat.choices).get(ligne["etat"], ligne["etat"])
    return [*(ligne[cle] for cle in CHIFFRES), atteint, etat]


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
                *(moment, reference, sans_nommer(intitule, bool(alors) or cle in personnels)),
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
    """Exports, téléchargements et imports du département : quand et quoi, non qui."""
    lignes = Journal.objects.filter(
        _dans_l_annee("moment__date", etendue.le),
        departement=etendue.departement,
        genre__in=GENRES,
    )
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
