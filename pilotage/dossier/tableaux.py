"""Les tableaux du dossier : auto-évaluation, plan d'actions, registres, indicateurs, journal.

Sans nom d'agent ni d'usager ; dans les textes libres, courriels, téléphones et noms des agents du
département sont masqués.
Chacun rend les lignes d'un classeur, la première étant l'en-tête.
"""

from engagements.models import Action, AutoEvaluation, AvisEngagement
from engagements.rapports.plan import choisir, motif
from pilotage.dossier.composition import TABLEAUX
from pilotage.dossier.journaux import sorties, vie_des_documents
from pilotage.dossier.lecture import Etendue, Masque, reponses
from pilotage.dossier.mesures import AU_DEPARTEMENT, indicateurs
from pilotage.dossier.registres import registre_des_documents, registres_des_demandes
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
SORTIES_DES_DOCUMENTS = (
    "Seuls les téléchargements des documents du dossier y sont : un export ou un import porte sur "
    "tout le département."
)
RECLAMATIONS = Registre.SUGGESTIONS_RECLAMATIONS.label


def tenus(chemin: str, feuilles) -> dict[str, str]:
    """Les types de documents dont ce tableau tient lieu : aucun s'il n'a que ses en-têtes."""
    lignes = [ligne for _, (_, *suite) in feuilles for ligne in suite]
    types = TIENT_LIEU.get(chemin, ()) if lignes else ()
    if chemin == DEMANDES and any(ligne[1] == RECLAMATIONS for ligne in lignes):
        types = (*types, "registre_reclamations")
    return dict.fromkeys(types, chemin)


def dresser(etendue: Etendue):
    """(chemin, titre, contenu, ce qu'il faut en savoir) de chaque tableau, l'un après l'autre."""
    if etendue.campagne:
        feuilles = [("Exigences", exigences(etendue)), ("Engagements", engagements(etendue))]
        yield AUTOEVALUATION, insecables(f"Auto-évaluation « {etendue.campagne} »"), feuilles, ""
    yield PLAN, "Plan d'actions", [("Plan d'actions", plan_d_actions(etendue))], ""
    feuilles = [("Documents", registre_des_documents(etendue))]
    yield DOCUMENTS, "Tableau des enregistrements", feuilles, ""
    feuilles = [("Demandes", registres_des_demandes(etendue))]
    yield DEMANDES, "Registres des demandes, sur douze mois", feuilles, ""
    lignes, au_departement = indicateurs(etendue)
    note = f"{AU_DEPARTEMENT} : {', '.join(au_departement)}." if au_departement else ""
    yield INDICATEURS, "Indicateurs de l'année", [("Indicateurs", lignes)], insecables(note)
    feuilles = [("Documents", vie_des_documents(etendue)), ("Sorties et imports", sorties(etendue))]
    note = SORTIES_DES_DOCUMENTS if etendue.perimetre else ""
    yield JOURNAL, "Extrait du journal, sur douze mois", feuilles, note


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
                *_dite(cellule, etendue.masquer),
                cellule.get_cotation_display() if cellule.cotation else "",
            ]
            for cellule in cellules
        ),
    ]


def _situation(engagement) -> list:
    return [engagement.module.numero, engagement.numero] if engagement else ["", ""]


def _dite(reponse, masque: Masque) -> list:
    return [
        reponse.service.site.nom,
        reponse.service.nom,
        reponse.get_avis_display(),
        reponse.get_avancement_display(),
        masque(reponse.motif),
        masque(reponse.commentaire),
    ]


def engagements(etendue: Etendue) -> list[list]:
    avis = reponses(AvisEngagement, etendue).select_related("engagement__module", "service__site")
    entetes = ["Module", "Engagement", "Intitulé", "Site", "Service", "Avis", "Avancement"]
    return [
        [*entetes, "Motif", "Commentaire"],
        *(
            [*_situation(un.engagement), un.engagement.intitule, *_dite(un, etendue.masquer)]
            for un in avis.order_by("engagement__module__ordre", "engagement__ordre", "service")
        ),
    ]


def plan_d_actions(etendue: Etendue) -> list[list]:
    """La fonction responsable et non qui la tient."""
    actions = Action.objects.visibles_par(etendue.agent).filter(departement=etendue.departement)
    if etendue.perimetre:
        actions = actions.filter(service__in=etendue.perimetre)
    entetes = ["Année", "N°", "Action", "Engagements", "Service pilote", "Fonction responsable"]
    entetes += ["Origine", "Priorité", "Échéance", "État", "En retard", "Avancement (%)"]
    return [
        [*entetes, "Réalisée le", "Bilan", "Motif"],
        *(_action(action, etendue) for action in choisir(actions, None, "", None)),
    ]


def _action(action: Action, etendue: Etendue) -> list:
    return [
        action.annee,
        action.numero,
        etendue.masquer(action.intitule),
        action.numeros_engagements,
        action.service.nom if action.service else "",
        action.get_fonction_display(),
        action.get_origine_display(),
        action.get_priorite_display(),
        action.date_echeance,
        action.get_etat_display(),
        "oui" if action.est_en_retard(etendue.le) else "",
        action.avancement,
        action.date_realisation,
        etendue.masquer(action.bilan),
        etendue.masquer(motif(action)),
    ]
