"""Les phrases des registres : ouvertes, dues, en retard, répondues, et qui les voit."""

from django.apps import apps
from django.db import models
from django.db.models import ExpressionWrapper, F, Q

from qualepref.socle.models.expressions import Parmi
from qualepref.socle.temps import aujourdhui
from suivi.comptes.decompte import Compte
from suivi.models.charge import ChargeQuerySet
from suivi.models.nomenclature import Canal
from suivi.models.situations import (
    OUVERTE,
    SANS_REPONSE_DUE,
    dans_le_delai,
    echue,
    repondue,
    situation,
    suspendue,
)


class DemandeQuerySet(ChargeQuerySet):
    chemin_perimetre = "service"
    chemin_site = "site"
    chemin_departement = "departement"

    def confies(self, agent, permission):
        """Le service qui a transmis une demande continue de la lire, sans plus rien y faire."""
        if permission != "suivi.view_demande":
            return []
        transmises = apps.get_model("suivi", "Fait").objects.transmises_par(agent)
        return [Q(Parmi(F("pk"), transmises))] if transmises else []

    def du_registre(self, registre):
        return self.filter(registre=registre)

    def courriels(self):
        return self.filter(canal__in=[Canal.COURRIEL, Canal.FORMULAIRE_INTERNET])

    def courriers(self):
        return self.filter(canal=Canal.COURRIER)

    def de_nature(self, *natures):
        return self.filter(nature__in=natures)

    def recues_entre(self, debut, fin):
        """Arrivées entre les deux jours, bornes comprises."""
        return self.filter(date_arrivee__gte=debut, date_arrivee__lte=fin)

    def ouvertes(self):
        return self.filter(OUVERTE)

    def suspendues(self):
        """Arrivées pendant une période suspendue de leur département ou de leur site."""
        return self.filter(suspendue())

    def hors_suspension(self):
        return self.filter(~suspendue())

    def dues(self):
        """Une réponse est due, et l'arrivée n'est pas dans une période suspendue."""
        return self.exclude(SANS_REPONSE_DUE).hors_suspension()

    def en_retard(self, le=None):
        """Ouvertes, réponse due, échéance passée."""
        return self.a_echeance_avant(le or aujourdhui())

    def a_echeance_avant(self, jour):
        return self.ouvertes().dues().filter(date_echeance__lt=jour)

    def a_echeance_entre(self, debut, fin):
        """Ouvertes, réponse due, échéance entre les deux jours, bornes comprises."""
        return self.ouvertes().dues().filter(date_echeance__gte=debut, date_echeance__lte=fin)

    def repondues(self, arrete, compte=Compte.REPONSE_FOND):
        return self.filter(repondue(arrete, compte))

    def echues(self, arrete, compte=Compte.REPONSE_FOND):
        return self.filter(echue(arrete, compte))

    def comptees(self, arrete, compte=Compte.REPONSE_FOND):
        """La base des taux : répondues ou échues ; sans délai fixé, rien à compter."""
        base = repondue(arrete, compte) | echue(arrete, compte)
        return self.filter(base, date_echeance__isnull=False)

    def repondues_dans_les_delais(self, arrete, compte=Compte.REPONSE_FOND):
        return self.filter(dans_le_delai(arrete, compte))

    def avec_situation(self, arrete, compte=Compte.REPONSE_FOND):
        """Annote `situation` : à temps, en retard, répondue…, une seule par demande."""
        return self.annotate(situation=situation(arrete, compte))

    def avec_auteur(self):
        """Annote `a_un_auteur`, sans rien lire de son identité."""
        connu = Q(identite__isnull=False)
        return self.annotate(a_un_auteur=ExpressionWrapper(connu, models.BooleanField()))

    def semblables_a(self, service, jour):
        """Celles du même jour au même service, avec leur auteur : de quoi repérer un doublon."""
        memes = self.filter(service=service, date_arrivee=jour)
        return memes.select_related("identite", "service")

    def recherchees(self, texte):
        return self.filter(Q(objet__icontains=texte) | Q(numero__icontains=texte))
