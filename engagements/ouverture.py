"""Ouvrir une campagne avec son périmètre, d'un seul geste."""

from collections.abc import Iterable, Mapping

from django.core.exceptions import ValidationError
from django.db import transaction

from engagements.models import Campagne, Labellisation, Module, Perimetre
from qualepref.socle.models import Service


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
