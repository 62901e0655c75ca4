"""Ouvrir une campagne avec son périmètre, d'un seul geste."""

from collections.abc import Iterable, Mapping
from datetime import date

from django.db import transaction

from engagements.models import Campagne, Labellisation, Module, Perimetre, Referentiel
from qualepref.socle.models import Departement, Service


class OuvertureRefusee(Exception):
    """La campagne ne peut pas s'ouvrir ; le message est une phrase pour l'utilisateur."""


@transaction.atomic
def ouvrir_campagne(
    *,
    departement: Departement,
    referentiel: Referentiel,
    code: str,
    intitule: str,
    genre: str,
    debut: date,
    fin: date,
    modules: Mapping[int, Iterable[str]],
    support: Iterable[str] = (),
) -> Campagne:
    """Crée ce qui manque de la labellisation, du périmètre, de la campagne et de ses cellules.

    `modules` : numéro de module → codes des services engagés ; aucun code = tous ceux qui n'en
    contiennent pas d'autres. `support` : codes des services de support. Rejouée, ne change rien.
    """
    labellisation, _ = Labellisation.objects.get_or_create(
        departement=departement, referentiel=referentiel, defaults={"date_debut": debut}
    )
    for numero, codes in modules.items():
        _engager(labellisation, numero, list(codes), set(support))
    campagne, _ = Campagne.objects.get_or_create(
        departement=departement,
        code=code,
        defaults={
            "referentiel": referentiel,
            "intitule": intitule,
            "genre": genre,
            "date_debut": debut,
            "date_fin": fin,
        },
    )
    if campagne.est_ouverte:
        campagne.aligner()
    return campagne


def _engager(labellisation, numero, codes, support):
    module = Module.objects.filter(referentiel=labellisation.referentiel, numero=numero).first()
    if module is None:
        raise OuvertureRefusee(f"Le référentiel n'a pas de module {numero}.")
    for service in _services(labellisation.departement, codes):
        role = Perimetre.Role.SUPPORT if service.code in support else Perimetre.Role.METIER
        Perimetre.objects.get_or_create(
            labellisation=labellisation, module=module, service=service, defaults={"role": role}
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
