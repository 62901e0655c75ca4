"""Les tableaux du bilan tirés des auto-évaluations et du périmètre engagé."""

from collections import defaultdict

from engagements.cotation import CONFORME, NON_APPLICABLE
from engagements.grille import Cotation, Grille, Reponse, dresser
from engagements.models import AutoEvaluation, AvisEngagement, Campagne, Engagement, Perimetre
from pilotage.annees import Annee, Contenu, taux

SANS_CHIFFRE = [None] * 4
SANS_CAMPAGNE = "aucune campagne d'auto-évaluation cette année"


def campagne_de(annee: Annee) -> Campagne | None:
    """La dernière campagne commencée dans l'année."""
    campagnes = Campagne.objects.filter(departement=annee.departement)
    bornes = {"date_debut__gte": annee.periode.debut, "date_debut__lte": annee.periode.fin}
    return campagnes.filter(**bornes).select_related("referentiel").first()


def _precedente(campagne: Campagne) -> Campagne | None:
    soeurs = Campagne.objects.filter(
        departement=campagne.departement_id, referentiel=campagne.referentiel_id
    )
    return soeurs.filter(date_debut__lt=campagne.date_debut).first()


def _grille(campagne: Campagne, site: str | None = None) -> Grille:
    """La grille de tous les services, ou de ceux d'un site."""
    reponses = AvisEngagement.objects.filter(campagne=campagne).reponses()
    cotations = AutoEvaluation.objects.filter(campagne=campagne).cotations()
    return dresser(
        campagne.modules(),
        [r for r in (Reponse(*ligne) for ligne in reponses) if site in (None, r.site)],
        [Cotation(*ligne) for ligne in cotations],
        campagne.referentiel.pire,
        campagne.couples_engages(),
    )


def engagements(annee: Annee) -> Contenu:
    """L'avis retenu sur chaque engagement, celui d'avant, et ses exigences conformes."""
    formats = ["texte", "texte", "texte", "nombre", "nombre"]
    campagne = campagne_de(annee)
    if campagne is None:
        return Contenu(formats, note=SANS_CAMPAGNE)
    precedente = _precedente(campagne)
    avant = _avis_par_engagement(_grille(precedente)) if precedente else {}
    exigences = _exigences(campagne)
    lignes = [
        [
            f"{ligne.engagement.numero}. {ligne.engagement.intitule}",
            _dit(ligne.ensemble),
            _dit(avant.get(ligne.engagement.pk, "")),
            *exigences[ligne.engagement.pk],
        ]
        for bloc in _grille(campagne).blocs
        for ligne in bloc.lignes
    ]
    return Contenu(formats, lignes)


def _avis_par_engagement(grille: Grille) -> dict[int, str]:
    return {ligne.engagement.pk: ligne.ensemble for bloc in grille.blocs for ligne in bloc.lignes}


def _exigences(campagne: Campagne) -> dict[int, tuple[int, int]]:
    """Engagement → (exigences conformes, exigences applicables), services engagés ensemble."""
    comptes = defaultdict(lambda: (0, 0))
    engages = campagne.couples_engages()
    module_de = dict(
        Engagement.objects.filter(module__referentiel=campagne.referentiel_id).values_list(
            "pk", "module"
        )
    )
    cotations = AutoEvaluation.objects.filter(campagne=campagne).cotations()
    for engagement, service, avis, *_ in cotations:
        if (module_de[engagement], service) in engages:
            conformes, applicables = comptes[engagement]
            comptes[engagement] = (
                conformes + (avis == CONFORME),
                applicables + (avis != NON_APPLICABLE),
            )
    return comptes


def _dit(avis: str) -> str:
    return AvisEngagement.Avis(avis).label if avis else ""


def modules(annee: Annee) -> Contenu:
    """Le taux de chaque module par site ; un engagement non évalué reste au dénominateur.

    Un module sans contenu connu, ou quitté mais encore suivi, se lit sans aucun chiffre.
    """
    formats = ["texte", "texte", "nombre", "nombre", "nombre", "taux"]
    campagne = campagne_de(annee)
    if campagne is None:
        return Contenu(formats, note=SANS_CAMPAGNE)
    grille = _grille(campagne)
    chiffres = {
        (bloc.module.numero, site): _comptes(bloc.taux)
        for site, _ in grille.sites
        for bloc in _grille(campagne, site).blocs
        if bloc.lignes
    }
    lignes = [
        [_nom(*cle, chiffres), cle[1], *chiffres.get(cle, SANS_CHIFFRE)]
        for cle in sorted(chiffres.keys() | _sans_contenu(campagne, grille))
    ]
    quittes = dict.fromkeys(bloc.module.numero for bloc in grille.hors_label)
    lignes += [[f"Module {numero} (suivi hors label)", "", *SANS_CHIFFRE] for numero in quittes]
    return Contenu(formats, lignes)


def _sans_contenu(campagne: Campagne, grille: Grille) -> set[tuple[int, str]]:
    """Les couples (module, site) engagés sur un module dont le contenu n'a pas été retrouvé."""
    vides = {bloc.module.numero for bloc in grille.blocs if not bloc.lignes}
    engages = campagne.engages().values_list("module__numero", "service__site__nom")
    return {(numero, site) for numero, site in engages if numero in vides}


def _nom(numero: int, site: str, chiffres: dict) -> str:
    return f"Module {numero}" + ("" if (numero, site) in chiffres else " (contenu non retrouvé)")


def _comptes(compte) -> list:
    applicables = compte.applicables
    return [compte.conformes, applicables, compte.non_evalues, taux(compte.conformes, applicables)]


def perimetre(annee: Annee) -> Contenu:
    """Les services engagés dans l'année par site et par module, avec leurs dates.

    Ceux qui sont sortis mais dont on recueille encore les preuves le disent.
    """
    lignes = Perimetre.objects.filter(labellisation__departement=annee.departement).select_related(
        "module", "service__site"
    )
    groupes = defaultdict(list)
    engages = lignes.au_cours(annee.periode.debut, annee.periode.fin)
    for ligne in [*engages, *lignes.suivis_hors_label(annee.periode.debut)]:
        cle = ligne.service.site.nom, _module(ligne, annee), ligne.date_entree, ligne.date_sortie
        groupes[cle].append(_service(ligne))
    rangees = [
        [site, module, ", ".join(services), _jour(entree), _jour(sortie)]
        for (site, module, entree, sortie), services in groupes.items()
    ]
    return Contenu(["texte"] * 5, rangees, note="aucun périmètre engagé")


def _module(ligne: Perimetre, annee: Annee) -> str:
    """« Module 7 », et s'il est suivi hors label à la fin de l'année."""
    suivi = ligne.suivi_maintenu and ligne.est_sortie(annee.periode.fin)
    return f"Module {ligne.module.numero}" + (" (suivi hors label)" if suivi else "")


def _jour(jour) -> str:
    return f"{jour:%d/%m/%Y}" if jour else ""


def _service(ligne: Perimetre) -> str:
    return f"{ligne.service} ({ligne.restriction})" if ligne.restriction else str(ligne.service)
