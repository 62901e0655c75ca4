"""Les phrases du registre : ce qui est en vigueur, à réviser, caduc, et qui le voit."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Case, CharField, Count, F, Prefetch, Q, Value, When

from documents import circuit, references, validite
from documents.models import au_jour
from documents.models.recherche import RechercheQuerySet
from qualepref.socle.models import Departement
from qualepref.socle.temps import aujourdhui

VOIR, CHANGER = "documents.view_document", "documents.change_document"
APPROUVER = "documents.approuver_document"
# Les lectures : en lire les nombres, les noms, relancer un service, dire qu'on a lu.
COMPTER_LES_LECTURES = "documents.view_demandedelecture"
NOMMER, ATTESTER = "documents.view_lecture", "documents.add_lecture"
DEMANDER, RELANCER = "documents.add_demandedelecture", "documents.change_demandedelecture"
EN_VIGUEUR = Q(etat=circuit.EN_VIGUEUR)


def caduc(le):
    return Q(date_caducite__lt=le)


def valable(le, prefixe=""):
    """Pas encore caduc ; `prefixe` mène au document depuis un autre objet."""
    sans_fin = Q(**{f"{prefixe}date_caducite": None})
    return sans_fin | Q(**{f"{prefixe}date_caducite__gte": le})


def a_reviser(le):
    return (Q(date_revue__lt=le) | Q(date_preavis__lte=le)) & valable(le)


def consultable(le, prefixe=""):
    """Ce que tout agent du département peut lire : en vigueur, sans donnée personnelle."""
    neutre = Q(**{f"{prefixe}type": None}) | Q(**{f"{prefixe}type__donnees_personnelles": False})
    return Q(**{f"{prefixe}etat": circuit.EN_VIGUEUR}) & valable(le, prefixe) & neutre


class DocumentQuerySet(RechercheQuerySet):
    chemin_perimetre = "service"
    chemin_departement = "departement"

    def confies(self, agent, permission):
        """La documentation en vigueur d'un département se lit de tous ses agents.

        Qui suit la lecture demandée à un service, ou a écrit une version, en ouvre le suivi.
        """
        if permission == COMPTER_LES_LECTURES:
            demandes = self.model._meta.get_field("demandes_de_lecture").related_model.objects
            siennes = demandes.visibles_par(agent, NOMMER).order_by().values("document")
            return [Q(pk__in=siennes)]
        if permission != VOIR or not agent.est_du_departement:
            return []
        return [Q(departement=agent.departement_id) & consultable(aujourdhui())]

    def en_preparation(self):
        return self.filter(etat__in=circuit.EN_PREPARATION)

    def a_rediger(self):
        return self.filter(etat=circuit.A_REDIGER)

    def en_vigueur(self):
        """Dans l'état « en vigueur », même à réviser ou caducs."""
        return self.filter(EN_VIGUEUR)

    def en_vigueur_ou_archives(self):
        """Ceux qui ont pu valoir un jour passé."""
        return self.filter(etat__in=(circuit.EN_VIGUEUR, circuit.ARCHIVE))

    def suivis_au(self, le):
        """Ceux qu'une date de caducité suivait ce jour-là, archivés depuis compris."""
        nes = Q(date_effet=None) | Q(date_effet__lte=le)
        restes = Q(date_archivage=None) | Q(date_archivage__gte=le)
        return self.en_vigueur_ou_archives().exclude(date_caducite=None).filter(nes, restes)

    def valables(self, le=None):
        """En vigueur et pas encore caducs ce jour-là."""
        return self.filter(EN_VIGUEUR & valable(le or aujourdhui()))

    def caducs(self, le=None):
        return self.filter(EN_VIGUEUR & caduc(le or aujourdhui()))

    def a_reviser(self, le=None):
        """En vigueur, caducité annoncée ou relecture échue, pas encore caducs."""
        return self.filter(EN_VIGUEUR & a_reviser(le or aujourdhui()))

    def a_relire(self, le=None):
        """Relecture échue, caducs ou non."""
        return self.en_vigueur().filter(date_revue__lt=le or aujourdhui())

    def relectures_entre(self, debut, fin):
        return self.en_vigueur().filter(date_revue__gte=debut, date_revue__lte=fin)

    def caducites_entre(self, debut, fin):
        return self.en_vigueur().filter(date_caducite__gte=debut, date_caducite__lte=fin)

    def annonces(self, le=None):
        """Caducité à venir, dont un palier de rappel est atteint ce jour-là."""
        le = le or aujourdhui()
        proche = Q(date_preavis__lte=le) | Q(
            date_caducite__lte=le + timedelta(days=max(validite.RAPPELS))
        )
        return self.en_vigueur().filter(proche, date_caducite__gte=le)

    def compter_les_situations(self, le=None):
        """Combien sont caducs, combien à réviser (une requête)."""
        le = le or aujourdhui()
        conditions = {"caducs": EN_VIGUEUR & caduc(le), "a_reviser": EN_VIGUEUR & a_reviser(le)}
        return self.order_by().aggregate(
            **{nom: Count("pk", filter=condition) for nom, condition in conditions.items()}
        )

    def remplaces(self):
        """Ceux qu'un autre document a remplacés."""
        return self.filter(remplace_par__isnull=False)

    def suivre(self, document_id):
        """Celui-ci, ou le premier de ceux qui l'ont remplacé tour à tour ; None s'il n'y est pas.

        La chaîne ne boucle pas : seul un document archivé en a un, et il ne succède à personne.
        """
        suivants = self.model._default_manager.order_by()
        while document_id is not None:
            if trouve := self.filter(pk=document_id).first():
                return trouve
            suite = suivants.filter(pk=document_id).values_list("remplace_par", flat=True)
            document_id = suite.first()
        return None

    def sans_caducite(self):
        return self.filter(date_caducite=None)

    def a_approuver(self):
        """Une version attend l'approbation que le circuit exige."""
        versions = self.model._meta.get_field("versions").related_model.objects
        return self.filter(pk__in=versions.a_approuver().order_by().values("document"))

    def avec_situation(self, le=None):
        """Annote `situation_du_jour` : l'état, ou « à réviser », ou « caduc »."""
        le = le or aujourdhui()
        return self.annotate(
            situation_du_jour=Case(
                When(~EN_VIGUEUR, then=F("etat")),
                When(caduc(le), then=Value(validite.CADUC)),
                When(a_reviser(le), then=Value(validite.A_REVISER)),
                default=F("etat"),
                output_field=CharField(),
            )
        )

    def en_situation(self, situation, le=None):
        """Dit sans `avec_situation`, dont la base ne saurait faire usage d'un index."""
        par_les_dates = {
            validite.CADUC: self.caducs,
            validite.A_REVISER: self.a_reviser,
            circuit.EN_VIGUEUR: self.en_ordre,
        }
        return par_les_dates.get(situation, lambda le: self.filter(etat=situation))(le)

    def en_ordre(self, le=None):
        """En vigueur, ni caducs ni à réviser."""
        le = le or aujourdhui()
        return self.valables(le).filter(~a_reviser(le))

    def accessibles_par(self, canal, le=None):
        """Diffusés ce jour-là par ce canal (sa clé)."""
        diffusions = self.model._meta.get_field("diffusions").related_model.objects
        par_ce_canal = diffusions.en_cours(le).filter(canal__cle=canal)
        return self.filter(pk__in=par_ce_canal.order_by().values("document"))

    def avec_acces(self, le=None):
        """Chaque document porte dans `acces` ses diffusions du jour, dans l'ordre des canaux."""
        diffusions = self.model._meta.get_field("diffusions").related_model.objects
        du_jour = diffusions.en_cours(le).select_related("canal").order_by("canal__ordre", "pk")
        return self.prefetch_related(Prefetch("diffusions", du_jour, to_attr="acces"))

    def valant_au(self, le):
        """Ceux qui valaient ce jour-là, même caducs, et leur fiche d'alors (voir `au_jour`)."""
        return au_jour.avec_la_fiche(self, le).filter(au_jour.valait(self.model, le))

    def joignables_au(self, le):
        """Ceux qu'un dossier de preuves à cette date peut joindre : ni caducs, ni gardés dehors."""
        pas_caduc = Q(caducite_alors=None) | Q(caducite_alors__gte=le)
        return self.valant_au(le).filter(pas_caduc, au_jour.se_joint(self.model, le))

    def avec_version_au(self, le):
        """Chaque document porte dans `du_jour` sa version de ce jour-là, s'il en avait une."""
        versions = self.model._meta.get_field("versions").related_model.objects
        du_jour = versions.en_vigueur_au(le).defer("note").order_by("-numero")
        return self.prefetch_related(Prefetch("versions", du_jour, to_attr="du_jour"))

    def recherches(self, texte):
        return self.filter(Q(intitule__icontains=texte) | Q(reference__icontains=texte))

    def avec_versions(self):
        """Chaque document et ses versions, la dernière d'abord."""
        versions = self.model._meta.get_field("versions").related_model.objects
        return self.prefetch_related(
            Prefetch("versions", versions.select_related("auteur", "approbateur"))
        )

    def proposer_reference(self, type_, service):
        """La prochaine libre pour ce type et ce service, sans reprendre celle d'un disparu."""
        debut = references.debut_de_reference(type_.prefixe if type_ else "", service.code)
        siennes = {"departement": service.site.departement_id, "reference__istartswith": debut}
        donnees = self.model._default_manager.filter(**siennes).values_list("reference", flat=True)
        passees = (
            self.model.history.filter(**siennes).values_list("reference", flat=True).distinct()
        )
        return references.prochaine_reference(debut, [*donnees, *passees])

    @transaction.atomic
    def inscrire(self, document):
        """Enregistre un document nouveau ; sans référence, il reçoit la prochaine libre."""
        Departement.objects.select_for_update(of=("self",)).get(pk=document.departement_id)
        if not document.reference:
            document.reference = self.proposer_reference(document.type, document.service)
        document.validate_constraints()
        document.save()
        return document
