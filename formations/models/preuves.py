"""Les formations qui prouvent : ce qu'un auditeur en lit ne nomme aucun agent."""

from functools import reduce
from operator import or_

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q

from engagements.models import Preuve
from formations.decompte import totaliser
from formations.models.catalogue import ThemeFormation
from formations.models.obligations import ObligationFormation
from formations.models.rencontres import JourneeImmersion, Sensibilisation
from formations.models.sessions import SessionFormation
from formations.models.tutorats import Tutorat
from qualepref.socle.models import PerimetreQuerySet, Service
from qualepref.socle.temps import aujourdhui

LISTE, EMARGEMENT, TUTORAT = "formation", "emargement", "tutorat"
SENSIBILISATION, IMMERSION = "sensibilisation", "immersion"
DESIGNES = {
    LISTE: "theme",
    EMARGEMENT: "session",
    TUTORAT: "tutorat",
    SENSIBILISATION: "sensibilisation",
    IMMERSION: "immersion",
}
SUIVIS = ("intitule", "type_preuve", "emplacement", "date_effet", "valable_jusqu_au")


def decrire(genre, objet, service) -> dict:
    """Les champs de la preuve ; lève ValidationError tant que l'objet ne prouve rien."""
    decrite = DESCRIPTIONS[genre](objet, service)
    if decrite is None:
        raise ValidationError("Rien n'est encore signé ni validé : cela ne prouve rien.")
    return dict(zip(SUIVIS, decrite, strict=True))


def _liste(theme, service):
    le = aujourdhui()
    siennes = ObligationFormation.objects.filter(
        theme=theme, agent__service__in=Service.objects.sous([service.pk])
    )
    total = totaliser((une.dossier for une in siennes.avec_dossiers()), le)
    comptes = f"{total.concernes} (à jour : {total.a_jour}, en retard : {total.en_retard})"
    intitule = f"{theme} au {le:%d/%m/%Y}, agents concernés : {comptes}"
    return intitule, "tableau_suivi_formations", "Formations, tableau par thème", le, None


def _emargement(session, service):
    if not session.est_validee:
        return None
    presents = session.participations.filter(etat="present").count()
    intitule = f"Feuille d'émargement : {session} (présents : {presents})"
    return intitule[:300], "feuille_emargement", "Formations, sessions", session.date_fin, None


def _tutorat(tutorat, service):
    """Un tutorat clos avant son début ne laisse pas de période : sa preuve ne vaut plus."""
    signees = tutorat.periodes.signees()
    bornes = signees.aggregate(du=models.Min("date_debut"), au=models.Max("date_fin"))
    if bornes["du"] is None:
        return None
    intitule = f"Convention de tutorat signée, {tutorat.service}, du {bornes['du']:%d/%m/%Y}"
    return intitule, "convention_tutorat", "Formations, tutorats", bornes["du"], bornes["au"]


def _sensibilisation(seance, service):
    if seance.presents is None:
        return None
    intitule = f"Sensibilisation : {seance} (présents : {seance.presents})"
    return intitule[:300], "feuille_emargement", "Formations, sensibilisations", seance.jour, None


def _immersion(journee, service):
    intitule = f"Journée d'immersion : {journee.agent.service} vers {journee.accueil}"
    return f"{intitule}, {journee.jour:%d/%m/%Y}", "", "Formations, agents", journee.jour, None


DESCRIPTIONS = {
    LISTE: _liste,
    EMARGEMENT: _emargement,
    TUTORAT: _tutorat,
    SENSIBILISATION: _sensibilisation,
    IMMERSION: _immersion,
}


class PreuveFormationQuerySet(PerimetreQuerySet):
    chemin_perimetre = "preuve__service"
    chemin_departement = "preuve__departement"

    @transaction.atomic
    def citer(self, genre, objet, service) -> Preuve:
        """La preuve qu'un service en tire ; citée deux fois (une liste : le même jour), la même."""
        service = Service.objects.select_for_update(of=("self",)).get(pk=service.pk)
        decrite = decrire(genre, objet, service)
        designe = {DESIGNES[genre]: objet}
        deja = self.filter(**designe, preuve__service=service)
        if genre == LISTE:
            deja = deja.filter(preuve__date_effet=decrite["date_effet"])
        if citee := deja.select_related("preuve").first():
            return citee.preuve
        departement = service.site.departement
        preuve = Preuve.objects.create(
            departement=departement, service=service, genre=genre, **decrite
        )
        self.create(preuve=preuve, **designe)
        return preuve

    def suivre(self) -> None:
        """L'objet a changé : sa preuve dit la même chose que lui. Une liste est figée."""
        for citee in self.exclude(preuve__genre=LISTE).select_related("preuve__service"):
            preuve = citee.preuve
            decrite = DESCRIPTIONS[preuve.genre](citee.objet, preuve.service)
            dits = dict(zip(SUIVIS, decrite, strict=True)) if decrite else _eteinte(preuve)
            if any(getattr(preuve, champ) != valeur for champ, valeur in dits.items()):
                for champ, valeur in dits.items():
                    setattr(preuve, champ, valeur)
                preuve.save(update_fields=list(dits))


def _eteinte(preuve) -> dict:
    return {"valable_jusqu_au": preuve.date_effet}


def un_seul_designe() -> Q:
    """Une preuve désigne une chose et une seule."""
    champs = DESIGNES.values()
    return reduce(
        or_, (Q(**{f"{autre}__isnull": autre != champ for autre in champs}) for champ in champs)
    )


class PreuveFormation(models.Model):
    """Une preuve qui est un état des formations, une feuille, une convention, une rencontre."""

    preuve = models.OneToOneField(
        Preuve, models.CASCADE, related_name="preuveformation", verbose_name="preuve"
    )
    theme = models.ForeignKey(
        ThemeFormation,
        models.PROTECT,
        null=True,
        related_name="citations",
        verbose_name="thème",
    )
    session = models.ForeignKey(
        SessionFormation,
        models.PROTECT,
        null=True,
        related_name="citations",
        verbose_name="session",
    )
    tutorat = models.ForeignKey(
        Tutorat, models.PROTECT, null=True, related_name="citations", verbose_name="tutorat"
    )
    sensibilisation = models.ForeignKey(
        Sensibilisation,
        models.PROTECT,
        null=True,
        related_name="citations",
        verbose_name="séance de sensibilisation",
    )
    immersion = models.ForeignKey(
        JourneeImmersion,
        models.PROTECT,
        null=True,
        related_name="citations",
        verbose_name="journée d'immersion",
    )

    objects = PreuveFormationQuerySet.as_manager()

    class Meta:
        verbose_name = "preuve par formation"
        verbose_name_plural = "preuves par formation"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=un_seul_designe(),
                name="preuve_formation_un_seul",
                violation_error_message="Une preuve désigne une chose et une seule.",
            ),
        ]

    def __str__(self):
        return self.preuve.intitule

    @property
    def objet(self):
        return getattr(self, DESIGNES[self.preuve.genre])
