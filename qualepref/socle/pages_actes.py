"""La page d'un acte groupé : ce qui sera fait, ce qui sera refusé et pourquoi, puis l'accord."""

from django.contrib import messages
from django.http import HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.functional import cached_property
from django.views import generic

from qualepref.socle.actes import (
    AU_PLUS,
    PREFIXE,
    TOUT_DE_SUITE,
    compte_rendu,
    confier,
    empreinte,
    executer,
    prevoir,
)
from qualepref.socle.pages import Droits
from qualepref.socle.tasks import produire

RIEN_DE_COCHE = "Cochez au moins une ligne, ou choisissez toutes les lignes filtrées."
A_RELIRE = "Entre-temps, ce qui serait fait a changé : relisez l'aperçu avant de confirmer."


class ActesGroupesView(Droits, generic.TemplateView):
    """Reçoit les lignes cochées ou filtrées d'une liste ; `groupe`, `queryset`, `filterset_class`.

    `liste` : nom d'URL de la liste d'où l'on vient.
    """

    groupe = None
    queryset = None
    filterset_class = None
    liste = ""
    template_name = "socle/actes_groupes.html"

    def get(self, request, *args, **kwargs):
        return self.revenir()

    def post(self, request, *args, **kwargs):
        if empechement := self.empechement():
            messages.warning(request, empechement)
            return self.revenir()
        if request.POST.get("confirmer") and self.formulaire.is_valid():
            if request.POST["confirmer"] == self.empreinte:
                return self.agir()
            messages.warning(request, A_RELIRE)
        return self.render_to_response(self.get_context_data())

    def empechement(self):
        if self.acte is None:
            return "Choisissez ce qu'il faut faire."
        if not self.cles:
            return RIEN_DE_COCHE
        if len(self.cles) > AU_PLUS:
            return f"{AU_PLUS} lignes au plus à la fois : filtrez davantage la liste."
        return ""

    @cached_property
    def acte(self):
        return self.groupe.trouver(self.request.POST.get("acte", ""), self.request.user)

    @cached_property
    def cles(self):
        """Les lignes voulues que l'agent voit : cochées, ou toutes celles que dit le filtre."""
        visibles = self.queryset.visibles_par(self.request.user).order_by("pk")
        if self.request.POST.get("portee") == "filtrees":
            saisie = QueryDict(self.request.POST.get("filtres", ""))
            jeu = self.filterset_class(saisie, queryset=visibles, request=self.request)
            visibles = jeu.qs if jeu.is_valid() else visibles.none()
        else:
            dites = self.request.POST.getlist("choix")[: AU_PLUS + 1]
            cochees = {
                int(cle) for cle in dites if cle.isascii() and cle.isdecimal() and len(cle) < 19
            }
            visibles = visibles.filter(pk__in=cochees)
        return list(visibles.values_list("pk", flat=True)[: AU_PLUS + 1])

    @cached_property
    def formulaire(self):
        """Rempli de ses valeurs d'usage, l'aperçu se montre tout de suite s'il n'y manque rien."""
        recu = self.request.POST
        if any(nom.startswith(f"{PREFIXE}-") for nom in recu):
            return self.acte.formulaire(recu, self.request.user)
        vierge = self.acte.formulaire(None, self.request.user)
        usage = {nom: vierge.get_initial_for_field(c, nom) for nom, c in vierge.fields.items()}
        dites = {f"{PREFIXE}-{nom}": v for nom, v in usage.items() if v not in (None, "")}
        rempli = self.acte.formulaire(dites, self.request.user)
        return rempli if rempli.is_valid() else self.acte.formulaire(None, self.request.user)

    @cached_property
    def sorts(self):
        """Au-delà, chaque ligne se juge pendant le travail : l'aperçu en montre le début."""
        if not self.formulaire.is_valid():
            return None
        saisie = self.formulaire.cleaned_data
        return prevoir(self.groupe, self.acte, self.cles[:TOUT_DE_SUITE], self.request.user, saisie)

    @property
    def empreinte(self):
        return empreinte(self.cles, self.formulaire.cleaned_data, self.sorts)

    def agir(self):
        acte, agent = self.acte, self.request.user
        if len(self.cles) > TOUT_DE_SUITE:
            noms = (nom for nom in self.request.POST if nom.startswith(f"{PREFIXE}-"))
            saisie = {nom: self.request.POST[nom] for nom in noms}
            production = confier(self.groupe, acte, self.cles, agent, saisie)
            produire.delay_on_commit(production.pk)
            return HttpResponseRedirect(production.get_absolute_url())
        sorts = executer(self.groupe, acte, self.cles, agent, self.formulaire.cleaned_data)
        faites, refusees = compte_rendu(acte, sorts)
        if faites:
            messages.success(self.request, faites)
        if refusees:
            messages.warning(self.request, refusees)
        return self.revenir()

    def revenir(self):
        filtres = QueryDict(self.request.POST.get("filtres", "")).urlencode()
        return HttpResponseRedirect(f"{reverse(self.liste)}{'?' if filtres else ''}{filtres}")

    def get_titre(self):
        return self.acte.libelle if self.acte else self.titre

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "apercu": self.get_apercu(),
            "formulaire": self.formulaire,
            "voulu": {nom: self.request.POST.get(nom, "") for nom in ("acte", "portee", "filtres")},
        }

    def get_apercu(self):
        sorts = self.sorts
        if sorts is None:
            return {"nombre": len(self.cles), "cles": self.cles}
        return {
            "nombre": len(self.cles),
            "cles": self.cles,
            "sorts": sorts,
            "faisables": sum(not sort.refus for sort in sorts),
            "reste": len(self.cles) - len(sorts),
            "empreinte": self.empreinte,
        }
