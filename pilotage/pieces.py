"""Ce que le registre a de chaque pièce à fournir, un jour donné, dans le périmètre audité."""

from collections import defaultdict
from datetime import date, timedelta

from django.db.models import Exists, OuterRef
from django.urls import reverse

from documents.models import Document, TypeDocument
from documents.models.phrases import VOIR
from engagements.models import Action, AutoEvaluation, Labellisation, Perimetre
from pilotage.dossier.lecture import retenu_au
from pilotage.dossier.registres import UN_AN
from pilotage.envoi import Envoi, Exemplaire, PieceFournie, Tenue, envois, prochain_envoi
from pilotage.models import BilanAnnuel, PieceAFournir, TableauDeBord
from qualepref.socle.models import Departement
from suivi.models import Demande, Registre


def recues_dans_l_annee(le):
    """Les demandes que le registre d'un dossier de preuves à cette date contient."""
    recues = Demande.objects.recues_entre(le - UN_AN + timedelta(days=1), le)
    return recues.filter(departement=OuterRef("pk"))


# Type de document → (ce qui prouve que l'application le tient un jour donné, libellé, page où on le
# lit, droit).
TENUS = {
    "autoevaluation": (
        lambda le: AutoEvaluation.objects.exclude(avis=AutoEvaluation.Avis.NON_EVALUE).filter(
            campagne__departement=OuterRef("pk"), campagne__date_debut__lte=le
        ),
        "Auto-évaluation",
        "engagements:campagne_list",
        "engagements.view_campagne",
    ),
    "plan_actions": (
        lambda le: Action.objects.filter(departement=OuterRef("pk")),
        "Plan d'actions",
        "engagements:action_list",
        "engagements.view_action",
    ),
    "tableau_enregistrements": (
        lambda le: Document.objects.filter(departement=OuterRef("pk")).valant_au(le),
        "Registre des documents",
        "documents:document_list",
        VOIR,
    ),
    "tableau_bord": (
        lambda le: TableauDeBord.objects.joignables_au(le).filter(departement=OuterRef("pk")),
        "Tableaux de bord publiés",
        "pilotage:tableaudebord_list",
        "pilotage.view_tableaudebord",
    ),
    "registre_demandes": (
        recues_dans_l_annee,
        "Registre des demandes",
        "suivi:demande_list",
        "suivi.view_demande",
    ),
    "registre_reclamations": (
        lambda le: recues_dans_l_annee(le).filter(registre=Registre.SUGGESTIONS_RECLAMATIONS),
        "Suggestions et réclamations",
        "suivi:reclamation_list",
        "suivi.view_demande",
    ),
    "bilan_annuel": (
        lambda le: BilanAnnuel.objects.joignables_au(le).filter(departement=OuterRef("pk")),
        "Bilans annuels publiés",
        "pilotage:bilanannuel_list",
        "pilotage.view_bilanannuel",
    ),
}


def pieces_fournies(departement: Departement, le: date, agent=None) -> list[PieceFournie]:
    """Chaque pièce et ses exemplaires ce jour-là ; `agent` : les seuls documents qu'il voit.

    Le périmètre audité est celui des sites engagés ce jour-là ; tout le département s'il n'y en a
    pas encore.
    """
    pieces = list(PieceAFournir.objects.demandees())
    codes = {code for piece in pieces for code in piece.types}
    par_type = _exemplaires(departement, le, codes, agent)
    tenus, libelles = _tenus(departement, le, agent), TypeDocument.objects.libelles()
    return [
        PieceFournie(
            piece.ordre,
            piece.intitule,
            {code: libelles.get(code, code) for code in piece.types},
            tuple(un for code in piece.types for un in par_type[code]),
            tuple(tenus[code] for code in piece.types if code in tenus),
            frozenset(tenus) & frozenset(piece.types),
        )
        for piece in pieces
    ]


def pieces_manquantes(departement: Departement, le: date, agent=None) -> int:
    """Combien de `pieces_fournies` ne sont pas prêtes, sans lire un seul document."""
    demandes = list(PieceAFournir.objects.demandees().values_list("types", flat=True))
    codes = {code for types in demandes for code in types}
    joints = _documents(departement, le, codes, agent).joignables_au(le).order_by()
    eus = {*joints.values_list("type__cle", flat=True).distinct(), *_tenus(departement, le, agent)}
    return sum(eus.isdisjoint(types) for types in demandes)


def envoi_des_pieces(departement: Departement, le: date) -> Envoi | None:
    """Le prochain audit que prévoit la vie du label, et la date d'envoi ; None sans audit prévu."""
    return prochain_envoi(envois_des_pieces(departement), le)


def envois_des_pieces(departement: Departement) -> list[Envoi]:
    """Un envoi pour chaque audit qui n'est pas fait ; aucun si la liste n'est pas chargée."""
    delai = PieceAFournir.objects.demandees().values_list("delai_jours", flat=True).first()
    if delai is None:
        return []
    labels = Labellisation.objects.filter(departement=departement).avec_etapes()
    return envois([jalon for label in labels for jalon in label.jalons()], delai)


def _documents(departement, le, codes, agent):
    documents = Document.objects.filter(departement=departement, type__cle__in=codes)
    sites = Perimetre.objects.en_vigueur(le).filter(labellisation__departement=departement)
    audites = set(sites.order_by().values_list("service__site", flat=True).distinct())
    if audites:
        documents = documents.filter(service__site__in=audites)
    return documents if agent is None else documents.visibles_par(agent, VOIR)


def _exemplaires(departement, le, codes, agent) -> dict[str, list[Exemplaire]]:
    """Les documents de ces types qui valaient ou avaient valu ce jour-là, par type."""
    documents = _documents(departement, le, codes, agent).valant_au(le).avec_version_au(le)
    par_type: dict[str, list[Exemplaire]] = defaultdict(list)
    for document in documents.select_related("type", "service"):
        par_type[document.type.cle].append(_exemplaire(document, le))
    return par_type


def _exemplaire(document: Document, le: date) -> Exemplaire:
    version, lu = next(iter(document.du_jour), None), retenu_au(document, le)
    return Exemplaire(
        document.pk,
        document.reference,
        document.intitule,
        document.type.cle,
        document.service.nom,
        version.pk if version and version.fichier else None,
        lu.numero,
        lu.caduc_depuis,
        lu.sort,
        lu.emplacement,
    )


def _tenus(departement, le, agent) -> dict[str, Tenue]:
    """Les types que l'application tient elle-même pour ce département (une requête)."""
    existe = {code: Exists(objets(le)) for code, (objets, *_) in TENUS.items()}
    dits = Departement.objects.filter(pk=departement.pk).values(**existe).get()
    return {
        code: Tenue(libelle, reverse(page) if agent is None or agent.has_perm(droit) else "")
        for code, (_, libelle, page, droit) in TENUS.items()
        if dits[code]
    }
