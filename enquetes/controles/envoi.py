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
    """Retient à qui il va et l'inscrit à leurs rappels ; rend leurs clés. Une seule fois."""
    with transaction.atomic():
        a_envoyer = Controle.objects.a_envoyer(le - UN_MOIS).select_for_update(of=("self",))
        controle = a_envoyer.filter(pk=controle_id).first()
        if controle is None:
            return []
        agents = destinataires_de(controle, le)
        controle.destinataires.set(agents)
        controle.envoye_le = le
        controle.save(update_fields=["envoye_le"])
    inscrire_le_genre(departement=controle.departement, le=le, cle=GENRE)
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
