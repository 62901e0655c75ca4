"""Rédiger, relire et faire partir les réponses ; chaque lecture du texte est consignée."""

from functools import cached_property

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse, reverse_lazy

from qualepref.socle.models import Journal
from qualepref.socle.pages import ActionView, CreateView, DetailView, ListView, UpdateView
from suivi.filters.reponses import ReponseFilter
from suivi.forms import reponses as forms
from suivi.forms.choix_du_modele import ChoixForm
from suivi.models import Demande, Reponse
from suivi.reponses import circuit
from suivi.reponses.courrier import courrier_en_pdf
from suivi.reponses.expedition import expedier
from suivi.reponses.redaction import ebauche
from suivi.tables.reponses import ReponseTable, badge_etat
from suivi.views import facons
from suivi.views.demandes import DEMANDES, consigner_consultation

REPONSES = ("Réponses", reverse_lazy("suivi:reponse_list"))
LIRE, ECRIRE = "suivi.view_reponse", "suivi.change_reponse"
RELIRE = "suivi.relire_reponse"
TENUES = Reponse.objects.select_related(
    "demande__service__site__departement",
    *("version__modele", "redigee_par", "modifiee_par", "relue_par", "demandee_par"),
)
# Verbe → (libellé du bouton, adresse, vrai si un clic suffit).
BOUTONS = {
    "approuver": ("Approuver", "approuver", True),
    "refuser": ("Rendre avec une note", "refuser", False),
    "envoyer": ("Envoyer le courriel", "envoyer", True),
    "renvoyer": ("Renvoyer le courriel", "envoyer", True),
    "remettre": ("Remettre à l'affranchissement", "remettre", True),
    "soumettre": ("Faire relire", "soumettre", True),
    "modifier": ("Modifier", "update", False),
    "jeter": ("Jeter", "jeter", False),
}
QUI_ENGAGENT = {"soumettre", "envoyer", "renvoyer", "remettre"}


def boutons(reponse, agent, manques):
    """Ce que l'agent peut faire du texte ; rien ne part tant qu'il manque quelque chose."""
    verbes = circuit.actes_possibles(
        reponse.etat,
        reponse.support,
        relecture=reponse.a_relire_avant,
        a_ecrit=reponse.est_ecrite_par(agent),
        peut_relire=agent.has_perm(RELIRE),
    )
    offerts = [verbe for verbe in verbes if not manques or verbe not in QUI_ENGAGENT]
    return [_bouton(reponse, *BOUTONS[verbe]) for verbe in offerts]


def _bouton(reponse, libelle, adresse, direct):
    url = reverse(f"suivi:reponse_{adresse}", args=[reponse.pk])
    return {"libelle": libelle, "adresse": url, "direct": direct}


class ReponseListView(ListView):
    """Les réponses en cours et parties ; ni leur texte, ni à qui elles s'adressent."""

    queryset = Reponse.objects.select_related("demande__service", "redigee_par").defer(
        *Reponse.NOMINATIFS, "demande__explication", "demande__observations", "demande__objet"
    )
    filterset_class = ReponseFilter
    table_class = ReponseTable
    permission_required = LIRE
    export_name = "reponses"
    vide = "Aucune réponse : elles se rédigent depuis la fiche d'une demande."


class ReponseDetailView(DetailView):
    """Le texte tel qu'il part, ce qui lui manque, et ce qu'on peut en faire."""

    queryset = TENUES
    permission_required = LIRE

    def get_parents(self):
        return (DEMANDES, self.object.demande)

    def get_titre(self):
        usage = self.object.get_usage_display()
        return f"{usage[0].upper()}{usage[1:]}"

    def get(self, request, *args, **kwargs):
        reponse = super().get(request, *args, **kwargs)
        consigner_consultation(request.user, self.object.demande)
        return reponse

    def get_context_data(self, **kwargs):
        manques = self.object.manques() if self.object.est_modifiable else []
        ecrivent = self.request.user.has_perm(ECRIRE)
        return super().get_context_data(**kwargs) | {
            "badge": badge_etat(self.object.etat),
            "manques": manques,
            "actes": boutons(self.object, self.request.user, manques) if ecrivent else [],
        }


class ReponseCreateView(CreateView):
    """Le texte d'un modèle, déjà rempli ; qui d'autre écrit à cet usager se dit d'abord."""

    queryset = Reponse.objects.all()
    form_class = forms.ReponseForm
    permission_required = "suivi.add_reponse"
    message = "Le brouillon est enregistré ; rien n'est encore parti."
    template_name = "suivi/reponse_form.html"

    @cached_property
    def demande(self):
        demandes = Demande.objects.select_related("service__site__departement", "identite")
        visibles = demandes.visibles_par(self.request.user, self.permission_required)
        return get_object_or_404(visibles, pk=self.kwargs["pk"])

    @cached_property
    def choix(self):
        return ChoixForm(demande=self.demande, lu=self.request.GET, agent=self.request.user)

    @cached_property
    def verbe(self):
        """L'acte que la réponse ferait : répondre, accuser réception, faire attendre, ou rien."""
        version = self.choix.version
        return facons.VERBES.get(version.modele.usage if version else self.choix.usage, "")

    def get_titre(self):
        return facons.titre(self.verbe) if self.verbe else "Rédiger une réponse"

    def get_parents(self):
        return (DEMANDES, self.demande)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": Reponse(demande=self.demande)}

    def get_initial(self):
        version, usage = self.choix.version, self.choix.usage
        agent = self.request.user
        return ebauche(demande=self.demande, agent=agent, usage=usage, version=version)

    def get(self, request, *args, **kwargs):
        reponse = super().get(request, *args, **kwargs)
        consigner_consultation(request.user, self.demande)
        return reponse

    def get_context_data(self, **kwargs):
        en_cours = self.demande.reponses.en_cours().pour_la_fiche()
        return super().get_context_data(**kwargs) | {
            "demande": self.demande,
            "choix": self.choix,
            "facons": facons.facons(self.demande, self.verbe, on_ecrit=True),
            "en_cours": [(une, badge_etat(une.etat)) for une in en_cours],
        }

    def form_valid(self, form):
        if not form.executer():
            return self.form_invalid(form)
        return super().form_valid(form)


class ReponseUpdateView(UpdateView):
    queryset = TENUES
    form_class = forms.ReponseForm
    permission_required = ECRIRE
    titre = "Modifier la réponse"
    message = "Le texte est enregistré ; rien n'est encore parti."
    template_name = "suivi/reponse_form.html"

    def get_queryset(self):
        return super().get_queryset().filter(etat__in=circuit.MODIFIABLES)

    def get_parents(self):
        return (DEMANDES, self.object.demande, self.object)

    def get(self, request, *args, **kwargs):
        reponse = super().get(request, *args, **kwargs)
        consigner_consultation(request.user, self.object.demande)
        return reponse

    def form_valid(self, form):
        return super().form_valid(form) if form.executer() else self.form_invalid(form)


class ActeView(UpdateView):
    """Un acte qui demande un mot ou une confirmation, le texte sous les yeux."""

    queryset = TENUES
    permission_required = ECRIRE
    template_name = "suivi/reponse_acte.html"

    def get_parents(self):
        return (DEMANDES, self.object.demande, self.object)

    def get(self, request, *args, **kwargs):
        reponse = super().get(request, *args, **kwargs)
        consigner_consultation(request.user, self.object.demande)
        return reponse

    def form_valid(self, form):
        return super().form_valid(form) if form.executer() else self.form_invalid(form)


class ReponseRefuserView(ActeView):
    permission_required = RELIRE
    form_class = forms.RefuserForm
    titre = "Rendre la réponse avec une note"
    message = "La réponse est rendue à qui l'a écrite, avec votre note."
    bouton = "Rendre avec cette note"


class ReponseJeterView(ActeView):
    form_class = forms.JeterForm
    titre = "Jeter cette réponse"
    message = "La réponse est jetée. Elle n'est jamais partie."
    bouton = "Jeter définitivement"

    def get_success_url(self):
        return self.object.demande.get_absolute_url()


class ReponseActionView(ActionView):
    """Un clic sur le texte que l'on a lu : le tour dit lequel."""

    queryset = TENUES
    permission_required = ECRIRE

    def get_arguments(self):
        tour = self.request.POST.get("tour", "")
        lu = int(tour) if tour.isdecimal() and len(tour) < 9 else None
        return {"agent": self.request.user, "tour": lu}


class ReponseSoumettreView(ReponseActionView):
    acte = "soumettre"
    message = "La réponse attend d'être relue par une autre personne."


class ReponseApprouverView(ReponseActionView):
    permission_required = RELIRE
    acte = "approuver"
    message = "La réponse est approuvée : elle peut partir."


class ReponseEnvoyerView(ReponseActionView):
    message = "Le courriel est confié à la file d'envoi."

    def agir(self, objet):
        expedier(reponse=objet, **self.get_arguments())


class ReponseRemettreView(ReponseActionView):
    message = "Le courrier est remis à l'affranchissement ; son PDF est gardé."

    def agir(self, objet):
        objet.remettre(pdf=courrier_en_pdf(reponse=objet), **self.get_arguments())


class ReponsePdfView(DetailView):
    """Le courrier gardé s'il est parti, sinon ce qu'il serait aujourd'hui."""

    queryset = TENUES.filter(effacee_le=None)
    permission_required = LIRE

    def render_to_response(self, context, **kwargs):
        reponse = self.object
        details = {"reponse": reponse.pk, "demande": reponse.demande_id}
        departement = reponse.demande.departement
        Journal.objects.consigner(
            self.request.user, Journal.Genre.TELECHARGEMENT, details, departement
        )
        return servir(reponse)


def servir(reponse):
    nom = f"reponse-{reponse.pk}.pdf"
    if not reponse.fichier:
        pdf = HttpResponse(courrier_en_pdf(reponse=reponse), content_type="application/pdf")
        pdf["Content-Disposition"] = f'inline; filename="{nom}"'
        return pdf
    try:
        return FileResponse(reponse.fichier.open(), filename=nom, content_type="application/pdf")
    except FileNotFoundError as absent:
        raise Http404 from absent
