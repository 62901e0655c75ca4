"""La saisie rapide : dépouiller l'urne au clavier, une fiche après l'autre."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from qualepref.socle.pages import ActionView, CreateView, UpdateView
from suivi import doublons
from suivi.forms.saisie import FicheForm, LotForm
from suivi.models import LotSaisie
from suivi.views.demandes import DEMANDES, DemandeUpdateView

LOTS = LotSaisie.objects.select_related("service__site__departement")
LOTS_RECENTS = 5


class LotSaisieCreateView(CreateView):
    queryset = LOTS
    form_class = LotForm
    permission_required = "suivi.add_demande"
    titre = "Saisie rapide"
    parents = (DEMANDES,)
    bouton = "Commencer la saisie"
    message = "Le lot est ouvert : saisissez la première fiche."

    def get_context_data(self, **kwargs):
        siens = self.get_queryset().ouverts_par(self.request.user).avec_nombre()
        return super().get_context_data(**kwargs) | {"lots": siens[:LOTS_RECENTS]}


class SaisieView(UpdateView):
    """La fiche à saisir et, à côté, celles du lot ; avec htmx, seule cette partie est renvoyée."""

    queryset = LOTS
    form_class = FicheForm
    permission_required = "suivi.add_demande"
    template_name = "suivi/saisie.html"

    def get_titre(self):
        return f"Saisie rapide : {str(self.object).lower()}"

    def get_parents(self):
        return (DEMANDES, ("Saisie rapide", reverse("suivi:lotsaisie_create")))

    def get_form_kwargs(self):
        arguments = super().get_form_kwargs()
        return arguments | {"lot": arguments.pop("instance"), "instance": None}

    def get_template_names(self):
        return ["suivi/_saisie.html"] if self.request.htmx else [self.template_name]

    def form_valid(self, form):
        form.save()
        phrase = annonce(form)
        if not self.request.htmx:
            messages.success(self.request, phrase)
            return HttpResponseRedirect(self.object.get_absolute_url())
        neuf = FicheForm(lot=self.object, agent=self.request.user)
        return self.render_to_response(self.get_context_data(form=neuf, annonce=phrase))

    def form_invalid(self, form):
        form.viser_la_faute()
        return self.render_to_response(self.get_context_data(form=form, annonce=form.refus()))


def annonce(form):
    """Ce qui vient d'arriver, en une phrase : dite à l'écran et aux lecteurs d'écran."""
    if not form.est_neuve:
        return f"La fiche {form.fiche} était déjà enregistrée : elle n'est pas doublée."
    ressemble = f" Elle ressemble à : {doublons.en_mots(form.semblable)}." if form.semblable else ""
    return f"Fiche {form.fiche} enregistrée.{ressemble}"


class SemblablesView(SaisieView):
    """Pendant la frappe : une demande du même jour ressemble-t-elle à celle-ci ?"""

    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        self.object = self.get_object()
        semblable = self.get_form().ressemblance()
        dite = doublons.en_mots(semblable) if semblable else ""
        return render(request, "suivi/_semblables.html", {"dite": dite})


class FicheAnnulerView(ActionView):
    queryset = LOTS
    permission_required = "suivi.add_demande"
    acte = "annuler"
    message = "La dernière fiche est annulée."

    def get_arguments(self):
        return {"rang": self.kwargs["rang"]}


class FicheCorrigerView(DemandeUpdateView):
    """La fiche s'ouvre en entier ; l'enregistrer ramène au lot."""

    def get_queryset(self):
        lot = LotSaisie.objects.filter(pk=self.kwargs["lot"])
        return super().get_queryset().filter(fiche_saisie__lot__in=lot)

    def get_success_url(self):
        return reverse("suivi:saisie", args=[self.kwargs["lot"]])
