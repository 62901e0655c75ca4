"""Ouvrir une campagne : avec son périmètre d'un seul geste, ou d'après une autre."""

from collections.abc import Iterable, Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from engagements.models import (
    AutoEvaluation,
    AvisEngagement,
    Campagne,
    Feuille,
    Labellisation,
    Module,
    Perimetre,
    Preuve,
    ReponseCondition,
)
from qualepref.socle.models import Service

PAR_LOT = 300


class OuvertureRefusee(Exception):
    """La campagne ne peut pas s'ouvrir ; le message est une phrase pour l'utilisateur."""


@transaction.atomic
def ouvrir_campagne(
    demandee: Campagne, *, modules: Mapping[int, Iterable[str]], support: Iterable[str] = ()
) -> Campagne:
    """Crée ce qui manque de la labellisation, du périmètre, de la campagne et de ses cellules.

    `modules` : numéro de module → codes des services engagés ; aucun code = tous ceux qui n'en
    contiennent pas d'autres. `support` : codes des services de support. Une campagne de ce code
    qui existe déjà reste comme elle est. Lève OuvertureRefusee.
    """
    labellisation, _ = Labellisation.objects.get_or_create(
        departement=demandee.departement,
        referentiel=demandee.referentiel,
        defaults={"date_debut": demandee.date_debut},
    )
    for numero, codes in modules.items():
        _engager(labellisation, numero, list(codes), set(support))
    campagne = _campagne(demandee)
    if campagne.est_ouverte:
        campagne.aligner()
    return campagne


def _campagne(demandee):
    deja = Campagne.objects.filter(departement=demandee.departement, code=demandee.code).first()
    if deja:
        return deja
    try:
        demandee.full_clean()
    except ValidationError as refus:
        raise OuvertureRefusee(" ".join(refus.messages)) from None
    demandee.save()
    return demandee


def _engager(labellisation, numero, codes, support):
    module = Module.objects.filter(referentiel=labellisation.referentiel, numero=numero).first()
    if module is None:
        raise OuvertureRefusee(f"Le référentiel n'a pas de module {numero}.")
    for service in _services(labellisation.departement, codes):
        role = Perimetre.Role.SUPPORT if service.code in support else Perimetre.Role.METIER
        Perimetre.objects.get_or_create(
            labellisation=labellisation,
            module=module,
            service=service,
            date_sortie=None,
            defaults={"role": role, "date_entree": labellisation.date_debut},
        )


def _services(departement, codes):
    actifs = Service.objects.actifs().filter(site__departement=departement)
    if not codes:
        return actifs.filter(enfants=None)
    services = {service.code: service for service in actifs.filter(code__in=codes)}
    if inconnus := [code for code in codes if code not in services]:
        raise OuvertureRefusee(
            f"Service inconnu dans le département {departement.code} : {', '.join(inconnus)}."
        )
    return services.values()


@transaction.atomic
def reprendre(campagne: Campagne) -> None:
    """Apporte à une campagne neuve les textes, les preuves, la répartition et les réponses
    d'applicabilité de la précédente.

    L'avis ne se reprend pas : personne ne l'a encore redonné. Il se lit à côté du nouveau, et
    l'avancement repart d'« à revoir » : on voit ce qui a été regardé de nouveau. En masse : le
    nombre de requêtes ne dépend que du nombre de lots.
    """
    _reprendre_les_reponses(campagne)
    _reprendre_les_cellules(campagne, AutoEvaluation, "exigence_id")
    _reprendre_les_cellules(campagne, AvisEngagement, "engagement_id")
    _reprendre_les_feuilles(campagne)


def _reprendre_les_reponses(campagne):
    """Un fait local change peu : la réponse vaut aussitôt, à revoir ; rien n'est écrasé."""
    deja = set(campagne.reponses_conditions.values_list("condition", "site"))
    anciennes = campagne.precedente.reponses_conditions.des_sites_de(campagne)
    reprises = [
        ReponseCondition(
            campagne=campagne,
            condition_id=ancienne.condition_id,
            site_id=ancienne.site_id,
            reponse=ancienne.reponse,
            motif=ancienne.motif,
            reprise_de=campagne.precedente,
        )
        for ancienne in anciennes
        if (ancienne.condition_id, ancienne.site_id) not in deja
    ]
    bulk_create_with_history(
        reprises, ReponseCondition, default_change_reason=_raison_de_la_reprise(campagne)
    )
    if reprises:
        campagne.imposer()


def _raison_de_la_reprise(campagne):
    return f"Repris de « {campagne.precedente} »"[:100]


def _reprendre_les_cellules(campagne, modele, element):
    def par_cle(cellules):
        return {(getattr(c, element), c.service_id): c for c in cellules}

    avant = par_cle(modele.objects.filter(campagne=campagne.precedente_id))
    apres = par_cle(modele.objects.filter(campagne=campagne))
    communes = avant.keys() & apres.keys()
    commentees = [cle for cle in communes if avant[cle].commentaire and not apres[cle].commentaire]
    for cle in commentees:
        apres[cle].commentaire = avant[cle].commentaire
    bulk_update_with_history(
        [apres[cle] for cle in commentees],
        modele,
        ["commentaire"],
        batch_size=PAR_LOT,
        default_change_reason=_raison_de_la_reprise(campagne),
    )
    correspondance = {avant[cle].pk: apres[cle].pk for cle in communes}
    _reprendre_les_preuves(modele, campagne.precedente_id, correspondance)


def _reprendre_les_preuves(modele, precedente, correspondance):
    """Chaque preuve sert aussi la nouvelle cellule ; elle reste une seule preuve."""
    nom = modele._meta.model_name
    liens = Preuve._meta.get_field(f"{nom}s").remote_field.through
    anciens = liens.objects.filter(**{f"{nom}__campagne": precedente})
    nouveaux = [
        liens(preuve_id=preuve, **{f"{nom}_id": correspondance[cellule]})
        for preuve, cellule in anciens.values_list("preuve", nom)
        if cellule in correspondance
    ]
    liens.objects.bulk_create(nouveaux, batch_size=PAR_LOT, ignore_conflicts=True)


def _reprendre_les_feuilles(campagne):
    """Qui remplissait remplit encore, sauf un groupe dissous."""
    avant = Feuille.objects.filter(campagne=campagne.precedente_id).select_related("groupe")
    repartition = {feuille.service_id: feuille for feuille in avant}
    changees = []
    for feuille in campagne.feuilles.all():
        modele = repartition.get(feuille.service_id)
        if modele and not (modele.groupe and modele.groupe.date_fin):
            feuille.remplie_par, feuille.groupe = modele.remplie_par, modele.groupe
            changees.append(feuille)
    Feuille.objects.bulk_update(changees, ["remplie_par", "groupe"], batch_size=PAR_LOT)
