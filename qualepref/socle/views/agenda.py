"""Le calendrier des échéances, et celles dont on répond dans un fichier iCalendar."""

from collections import defaultdict
from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django.views import generic

from qualepref.socle.agenda import sources_pour
from qualepref.socle.calendrier import jours_feries
from qualepref.socle.forms.agenda import ServiceForm
from qualepref.socle.models import Fermeture, Journal, PeriodeSuspendue
from qualepref.socle.mois import Ligne, Mois
from qualepref.socle.pages import Droits, Page
from qualepref.socle.sorties.exports import reponse_fichier
from qualepref.socle.sorties.icalendrier import Evenement, ecrire
from qualepref.socle.temps import aujourdhui

EN_ARRIERE, EN_AVANT = timedelta(days=90), timedelta(days=365)
AU_PLUS = 1000  # échéances par source, les plus anciennes d'abord


class AgendaView(Page):
    """Un mois : ce qui est dû chaque jour, les fêtes, les fermetures, les périodes suspendues."""

    permission_required = "socle.view_departement"
    template_name = "socle/agenda.html"
    titre = "Calendrier des échéances"

    def get_context_data(self, **kwargs):
        agent, recu = self.request.user, self.request.GET
        mois = Mois.lire(recu.get("mois", ""), aujourdhui())
        sources, voulue = sources_pour(agent), recu.get("quoi", "")
        montrees = [source for source in sources if source.cle == voulue] or sources
        form = ServiceForm(recu, agent=agent, sources=montrees)
        lignes = self.lignes(montrees, mois, form.choisi)
        return super().get_context_data(**kwargs) | {
            "mois": mois,
            "semaines": mois.semaines(aujourdhui(), marques(agent.departement, mois), lignes),
            "choix": {
                "sources": sources,
                "voulue": voulue if len(montrees) == 1 else "",
                "service": form,
            },
        }

    def lignes(self, sources, mois, service):
        """Par jour, une ligne par source qui y a quelque chose (une requête par source)."""
        le, lignes = aujourdhui(), defaultdict(list)
        for source in sources:
            if service and not source.champ_service:
                continue
            dus = source.compter(self.request.user, *mois.bornes, service)
            for jour, nombre in dus.items():
                adresse = source.adresse_du_jour(jour, service)
                lignes[jour].append(Ligne(source.en_mots(nombre), adresse, jour < le))
        return lignes


def marques(departement, mois):
    """Par jour, pourquoi il n'est pas ordinaire (deux requêtes)."""
    debut, fin = mois.bornes
    dites = defaultdict(list)
    territoire = departement.calendrier if departement else "metropole"
    for annee in {debut.year, fin.year}:
        for jour, fete in jours_feries(territoire, annee).items():
            dites[jour].append(f"{fete}, férié")
    fermetures = Fermeture.objects.filter(site__departement=departement, jour__range=(debut, fin))
    for fermeture in fermetures.select_related("site").order_by("site", "pk"):
        dites[fermeture.jour].append(f"{fermeture.site} : fermé, {fermeture.motif}")
    periodes = PeriodeSuspendue.objects.filter(
        departement=departement, date_debut__lte=fin, date_fin__gte=debut
    ).select_related("site")
    for periode in periodes.order_by("date_debut", "pk"):
        lieu = f"{periode.site} : " if periode.site_id else ""
        for jour in _jours(max(debut, periode.date_debut), min(fin, periode.date_fin)):
            dites[jour].append(f"{lieu}période suspendue, {periode.motif}")
    return dites


def _jours(debut, fin):
    return [debut + timedelta(days=i) for i in range((fin - debut).days + 1)]


class AgendaIcsView(Droits, generic.View):
    """Les échéances dont l'agent connecté répond ; le fichier sort de la maison, et se consigne."""

    permission_required = "socle.view_departement"

    def get(self, request, *args, **kwargs):
        evenements = list(self.evenements(aujourdhui()))
        octets = ecrire("Qualepref : mes échéances", evenements, timezone.now())
        details = {"liste": "agenda", "lignes": len(evenements)}
        Journal.objects.consigner(request.user, Journal.Genre.EXPORT, details)
        return reponse_fichier(octets, "echeances.ics", "text/calendar; charset=utf-8")

    def evenements(self, le):
        for source in sources_pour(self.request.user):
            siens = source.siens(self.request.user, le - EN_ARRIERE, le + EN_AVANT)
            for objet in siens[:AU_PLUS]:
                yield Evenement(
                    f"{source.cle}-{objet.pk}",
                    getattr(objet, source.champ_date),
                    source.libelle(objet),
                    f"{settings.ADRESSE}{objet.get_absolute_url()}",
                )
