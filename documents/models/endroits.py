"""Les phrases des endroits : ce qui pend encore, ce qu'on n'a pas revu, à qui de le contrôler."""

from datetime import timedelta

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from documents import circuit
from documents.models.phrases import VOIR, consultable
from documents.models.versions import VersionDocument
from qualepref.socle.models import Designation, PerimetreQuerySet
from qualepref.socle.temps import aujourdhui

SUIVRE, CONSTATER = "documents.suivre_diffusion", "documents.constater_diffusion"
# Ces fonctions ne donnent pas de rôle dans la démarche : elles contrôlent ce qu'on leur confie.
CONTROLEURS = frozenset(Designation.Fonction) - Designation.ROLE_PAR_FONCTION.keys()
TRAINE = 15  # jours laissés pour remplacer avant de le rappeler
# Ce qui se voit en marchant ; le reste se contrôle d'un poste.
SUR_PLACE = ("affichage", "presentoir", "service", "ecran")
A_RETIRER, A_REMPLACER, ABSENTE = "a_retirer", "a_remplacer", "absente"
MUETTE, JAMAIS_VUE, EN_PLACE = "muette", "jamais_vue", "en_place"


def confiee(designation):
    """Ce que contrôle qui tient cette fonction, là où il la tient."""
    ou = Q(document__departement=designation.departement_id)
    if designation.service_id:
        ou = Q(document__service=designation.service_id)
    elif designation.site_id:
        ou = Q(site=designation.site_id) | Q(document__service__site=designation.site_id)
    return Q(fonction=designation.fonction) & ou


def a_retirer(le):
    """Le document ne vaut plus du tout : archivé, ou caduc."""
    caduc = Q(document__etat=circuit.EN_VIGUEUR, document__date_caducite__lt=le)
    return Q(document__etat=circuit.ARCHIVE) | caduc


def a_remplacer(le):
    """La version en place ne vaut plus, ou quelqu'un l'a dit sur place.

    Sans version dite, c'est qu'une version a cessé de valoir depuis qu'on l'a posée ou vue.
    """
    depuis = VersionDocument.objects.filter(
        document=OuterRef("document"),
        en_vigueur_au__lt=le,
        en_vigueur_au__gte=Coalesce(OuterRef("date_constat"), OuterRef("date_debut")),
    )
    passee = Q(version__en_vigueur_au__lt=le) | (Q(version=None) & Q(Exists(depuis)))
    return passee | Q(constat="a_remplacer")


class DiffusionQuerySet(PerimetreQuerySet):
    chemin_perimetre = "document__service"
    chemin_departement = "document__departement"

    def confies(self, agent, permission):
        """Les endroits d'un document se disent à qui le lit ; ceux d'une fonction, à son titulaire.

        Un titulaire contrôle même ce qu'un caduc laisse en place, et que lui seul verra.
        """
        if not agent.est_du_departement:
            return []
        if permission == VOIR:
            siens = Q(document__departement=agent.departement_id)
            return [siens & consultable(aujourdhui(), "document__")]
        if permission in (SUIVRE, CONSTATER):
            return [confiee(une) for une in agent.designations_en_vigueur if controle(une)]
        return []

    def en_cours(self, le=None):
        """En place ce jour-là."""
        le = le or aujourdhui()
        return self.filter(Q(date_retrait=None) | Q(date_retrait__gt=le), date_debut__lte=le)

    def du_document(self, texte):
        ou = Q(document__intitule__icontains=texte) | Q(document__reference__icontains=texte)
        return self.filter(ou)

    def constatables_par(self, agent):
        """Annote `constatable` : l'agent peut-il dire ce qu'il y a vu."""
        siennes = self.model.objects.visibles_par(agent, CONSTATER).filter(pk=OuterRef("pk"))
        return self.annotate(constatable=Exists(siennes))

    def avec_situation(self, le=None):
        """Annote `situation_du_jour`, la plus pressante d'abord."""
        le = le or aujourdhui()
        return self.annotate(
            situation_du_jour=Case(
                When(a_retirer(le), then=Value(A_RETIRER)),
                When(constat="absent", then=Value(ABSENTE)),
                When(a_remplacer(le), then=Value(A_REMPLACER)),
                When(reponse="en_faute", then=Value(MUETTE)),
                When(date_constat=None, then=Value(JAMAIS_VUE)),
                default=Value(EN_PLACE),
                output_field=CharField(),
            )
        )

    def en_situation(self, situation, le=None):
        return self.avec_situation(le).filter(situation_du_jour=situation)

    def a_reprendre(self, le=None):
        """En place, et il faut y aller : retirer, remplacer, remettre."""
        le = le or aujourdhui()
        return self.en_cours(le).filter(fautif(le))

    def qui_trainent(self, le=None):
        """À remplacer ou à remettre depuis `TRAINE` jours ; annote `a_reprendre_depuis`.

        Ce qui est à retirer a déjà son rappel : celui du document caduc.
        """
        le = le or aujourdhui()
        versions = VersionDocument.objects.filter(
            document=OuterRef("document"), en_vigueur_au__lt=le
        )
        remplacee_le = versions.order_by("-en_vigueur_au").values("en_vigueur_au")[:1]
        depuis = Case(
            When(constat__in=["a_remplacer", "absent"], then="date_constat"),
            default=Subquery(remplacee_le),
        )
        a_refaire = a_remplacer(le) | Q(constat="absent")
        return (
            self.en_cours(le)
            .filter(a_refaire)
            .exclude(pk__in=self.model.objects.filter(a_retirer(le)).order_by().values("pk"))
            .annotate(a_reprendre_depuis=depuis)
            .filter(a_reprendre_depuis__lte=le - timedelta(days=TRAINE))
        )

    def pas_vues_depuis(self, jours, le=None):
        """Ni vues ni posées depuis ce nombre de jours."""
        borne = (le or aujourdhui()) - timedelta(days=jours)
        vues = Coalesce("date_constat", "date_debut")
        return self.annotate(derniere_fois=vues).filter(derniere_fois__lt=borne)

    def sur_place(self):
        """Ce qu'une tournée passe voir : un site est dit, ou le canal est un lieu."""
        return self.filter(Q(site__isnull=False) | Q(canal__cle__in=SUR_PLACE))

    def de_la_tournee(self, site):
        """Du site, et ce que ses services ont sur place sans avoir dit où."""
        a_preciser = Q(site=None, document__service__site=site)
        du_site = self.sur_place().filter(Q(site=site) | a_preciser)
        places = [F(champ).asc(nulls_last=True) for champ in ("site", "lieu__nom", "lieu")]
        return du_site.order_by(*places, "document__reference", "pk")

    def compter_par_site(self, le=None):
        """{site: (endroits, à reprendre)} de ce qui se voit sur place (une requête)."""
        le = le or aujourdhui()
        comptes = (
            self.en_cours(le)
            .sur_place()
            .annotate(ou=Coalesce("site", "document__service__site"))
            .order_by()
            .values("ou")
            .annotate(tous=Count("pk"), fautifs=Count("pk", filter=fautif(le)))
            .values_list("ou", "tous", "fautifs")
        )
        return {ou: (tous, fautifs) for ou, tous, fautifs in comptes}

    def en_ligne(self):
        """Celles dont l'adresse se contrôle, la plus anciennement contrôlée d'abord."""
        avec = self.en_cours().exclude(adresse="")
        return avec.order_by(F("controlee_le").asc(nulls_first=True), "pk")

    def avec_histoire(self):
        """Annote `histoire` : la dernière ligne de l'historique, vide s'il n'y en a pas."""
        lignes = self.model.history.filter(id=OuterRef("pk")).order_by("-history_date", "-pk")
        return self.annotate(histoire=Subquery(lignes.values("history_id")[:1]))


def fautif(le):
    """Ce que personne ne trouve là où on le dit, ou qui n'a plus à y être."""
    return a_retirer(le) | a_remplacer(le) | Q(constat="absent") | Q(reponse="en_faute")


def controle(designation):
    return designation.fonction in CONTROLEURS
