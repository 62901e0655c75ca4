"""Envoyer un contrôle clos à ceux que sa grille nomme, sans attendre la nuit."""

from datetime import date, timedelta

from django.db import transaction

from enquetes.controles.destinataires import Tenue, destinataires
from enquetes.models import Controle
from qualepref.socle.destinataires import Destinataires
from qualepref.socle.synthese import inscrire_le_genre

GENRE = "controles-clos"
UN_MOIS = timedelta(days=31)  # au-delà, un contrôle clos n'est plus une nouvelle


def envoyer(*, controle_id: int, le: date) -> list[int]:
    """L'inscrit aux rappels de ses destinataires ; rend leurs clés. Une seule fois."""
    agents = adresser(controle_id=controle_id, le=le)
    if agents:
        departement = Controle.objects.get(pk=controle_id).departement
        inscrire_le_genre(departement=departement, le=le, cle=GENRE)
    return agents


@transaction.atomic
def adresser(*, controle_id: int, le: date) -> list[int]:
    """Retient à qui il va, qui peut dès lors le lire ; rend leurs clés, vide si c'était fait."""
    a_envoyer = Controle.objects.a_envoyer(le - UN_MOIS).select_for_update(of=("self",))
    controle = a_envoyer.filter(pk=controle_id).first()
    if controle is None:
        return []
    agents = destinataires_de(controle, le)
    controle.destinataires.set(agents)
    controle.envoye_le = le
    controle.save(update_fields=["envoye_le"])
    return agents


def destinataires_de(controle: Controle, le: date) -> list[int]:
    """Qui tient les fonctions que dit la grille, avec ou sans rôle."""
    tenus = Destinataires(controle.departement, le)
    sites = {service: site for service, (_, site) in tenus.parents.items()}
    tenues = [
        Tenue(une.agent_id, une.fonction, une.site_id or sites.get(une.service_id), une.service_id)
        for une in tenus.designations
        if une.agent.is_active
    ]
    dits = controle.questionnaire.consignes.get("destinataires")
    return destinataires(dits, tenues, controle.site_id, controle.service_id)
