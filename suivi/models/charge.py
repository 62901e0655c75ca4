"""Ce qu'il reste à faire : à affecter, dû cette semaine, et le compte de chaque service."""

from datetime import timedelta

from django.db.models import Count, Q

from qualepref.socle.models import PerimetreQuerySet
from qualepref.socle.temps import aujourdhui, dimanche
from suivi.models.situations import Situation

COMPTES = ("a_traiter", "en_retard", "semaine", "suivante")


class ChargeQuerySet(PerimetreQuerySet):
    """Les phrases des demandes ouvertes ; DemandeQuerySet les reçoit avec les siennes."""

    def attendues(self):
        """Ouvertes, et une réponse est due."""
        return self.ouvertes().dues()

    def a_affecter(self):
        """Au service racine d'un site, et personne ne les a prises en charge (`affectation`)."""
        return self.filter(service__parent=None, etat=self.model.Etat.RECUE)

    def a_echeance_cette_semaine(self, le=None):
        """D'aujourd'hui à dimanche ; ce qui est déjà passé est en retard."""
        le = le or aujourdhui()
        return self.a_echeance_entre(le, dimanche(le))

    def a_echeance_la_semaine_suivante(self, le=None):
        fin = dimanche(le or aujourdhui())
        return self.a_echeance_entre(fin + timedelta(days=1), fin + timedelta(days=7))

    def a_discuter(self, le=None):
        """Ouvertes, et échues, dues d'ici deux dimanches, suspendues ou transmises."""
        limite = dimanche(le or aujourdhui()) + timedelta(days=7)
        pressantes = Q(date_echeance__lte=limite)
        ailleurs = Q(suspendue_le__isnull=False) | Q(date_transmission__isnull=False)
        return self.ouvertes().filter(pressantes | ailleurs)

    def charge_par_service(self, le=None):
        """Une ligne par service qui a des demandes ouvertes, site après site (une requête)."""
        le = le or aujourdhui()
        fin = dimanche(le)
        semaines = {
            "semaine": Q(date_echeance__range=(le, fin)),
            "suivante": Q(date_echeance__range=(fin + timedelta(days=1), fin + timedelta(days=7))),
        }
        comptes = {nom: Count("pk", filter=condition) for nom, condition in semaines.items()}
        lieux = ("service__site__nom", "service__nom", "service", "service__parent")
        situees = self.ouvertes().avec_situation(le).order_by(*lieux)
        groupes = situees.values(*lieux, "situation").annotate(nombre=Count("pk"), **comptes)
        return _par_service(groupes)


def _par_service(groupes):
    """Réunit les situations d'un service ; n'est due que celle qui est à temps ou en retard."""
    services = {}
    for groupe in groupes:
        ligne = services.setdefault(
            groupe["service"], groupe | dict.fromkeys(COMPTES, 0) | {"nombre": None}
        )
        ligne["a_traiter"] += groupe["nombre"]
        if groupe["situation"] == Situation.EN_RETARD:
            ligne["en_retard"] += groupe["nombre"]
        if groupe["situation"] == Situation.A_TEMPS:
            ligne["semaine"] += groupe["semaine"]
            ligne["suivante"] += groupe["suivante"]
    return list(services.values())
