"""Les feuilles d'une campagne : qui remplit, soumettre, retourner avec un mot, clore."""

from engagements.forms.feuilles import AffectationForm, RetourForm
from engagements.models import AutoEvaluation, AvisEngagement, Campagne, Feuille
from engagements.suivi_feuille import lignes_de_la_feuille
from engagements.views.campagne import CAMPAGNES, VOIR, parents_pour
from qualepref.socle.destinataires import Destinataires
from qualepref.socle.pages import ActionView, DetailView, UpdateView

LIRE = "engagements.view_feuille"
REMPLIR = "engagements.change_autoevaluation"
MENER = "engagements.change_feuille"
FEUILLES = Feuille.objects.select_related(
    "campagne__referentiel", "service__site", "groupe", "soumise_par"
)


class CampagneFeuillesView(DetailView):
    """Les feuilles d'une campagne : qui les remplit, où elles en sont."""

    queryset = Campagne.objects.all()
    permission_required = LIRE
    template_name = "engagements/campagne_feuilles.html"
    titre = "Feuilles des services"

    def get_parents(self):
        return [CAMPAGNES, self.object]

    def get_context_data(self, **kwargs):
        feuilles = FEUILLES.filter(campagne=self.object).visibles_par(self.request.user, LIRE)
        comptes = AutoEvaluation.objects.filter(campagne=self.object).par_service()
        designes = Destinataires(self.object.departement_id)
        lignes = [
            (
                feuille,
                designes.au_plus_pres("correspondant_qualite", feuille.service_id),
                *comptes.get(feuille.service_id, (0, 0)),
            )
            for feuille in feuilles
        ]
        return super().get_context_data(**kwargs) | {"lignes": lignes}


class CampagneAffecterView(UpdateView):
    queryset = Campagne.objects.select_related("referentiel")
    form_class = AffectationForm
    permission_required = MENER
    titre = "Qui remplit quoi"
    message = "Les feuilles sont confiées."
    parents = (CAMPAGNES,)
    template_name = "engagements/campagne_affecter.html"

    def get_success_url(self):
        return self.object.adresse_des_feuilles


class FeuilleDetailView(DetailView):
    """Ce qu'un service a à répondre, engagement par engagement, et l'échange avec le référent."""

    queryset = FEUILLES
    permission_required = LIRE

    def get_titre(self):
        return str(self.object.service)

    def get_parents(self):
        return parents_pour(self.request.user, self.object.campagne)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "engagements": self.lignes(),
            "remplir": self.peut(REMPLIR) and self.object.est_modifiable,
            "mener": self.peut(MENER),
        }

    def peut(self, permission):
        siennes = Feuille.objects.filter(pk=self.object.pk)
        return siennes.visibles_par(self.request.user, permission).exists()

    def lignes(self):
        feuille, agent = self.object, self.request.user
        du_service = {"campagne": feuille.campagne, "service": feuille.service}
        avis = AvisEngagement.objects.filter(**du_service).visibles_par(agent, VOIR)
        exigences = AutoEvaluation.objects.filter(**du_service).en_vigueur()
        le = feuille.campagne.jour_des_preuves
        return lignes_de_la_feuille(
            avis.avec_peremption(le).select_related("engagement"),
            exigences.avec_peremption(le).values_list(
                *("exigence__engagement", "avis", "avancement", "exigence__facultative"),
                "perimee",
            ),
            feuille.campagne.referentiel.pire,
        )


class FeuilleSoumettreView(ActionView, DetailView):
    """Dit ce qui n'est pas évalué et demande confirmation, puis soumet."""

    queryset = FEUILLES
    permission_required = REMPLIR
    template_name = "engagements/feuille_soumettre.html"
    http_method_names = ["get", "head", "post"]
    acte = "soumettre"
    message = "La feuille est soumise au référent : elle ne change plus tant qu'il ne la rend pas."

    def get_titre(self):
        return f"Soumettre la feuille : {self.object.service}"

    def get_parents(self):
        return [*parents_pour(self.request.user, self.object.campagne), self.object]

    def get_context_data(self, **kwargs):
        feuille = self.object
        du_service = AutoEvaluation.objects.filter(
            campagne=feuille.campagne, service=feuille.service
        )
        evaluees, total = du_service.par_service().get(feuille.service_id, (0, 0))
        comptes = {"manquantes": total - evaluees, "total": total}
        return super().get_context_data(**kwargs) | comptes

    def get_arguments(self):
        return {"agent": self.request.user}


class FeuilleRetournerView(UpdateView):
    queryset = FEUILLES
    form_class = RetourForm
    permission_required = MENER
    message = "La feuille est rendue au service, avec votre mot."
    template_name = "engagements/feuille_retourner.html"

    def get_titre(self):
        return f"Rendre la feuille : {self.object.service}"

    def get_parents(self):
        return [CAMPAGNES, self.object.campagne, self.object]


class FeuilleCloreView(ActionView):
    queryset = FEUILLES
    permission_required = MENER
    acte = "clore"
    message = "La feuille est close."
