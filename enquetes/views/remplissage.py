"""Recevoir une grille qui se remplit : au bureau, ou par l'adresse d'un prêt."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect, JsonResponse

from enquetes.controles.noms import masquer_les_noms, noms_ecrits

CLORE = {"clore", "masquer", "noms_relus"}


class Remplissage:
    """Garde ce qui se lit, dit le reste, et clôt si rien ne manque.

    La page dit `relire()` (le relevé tel qu'en base), `formulaire(donnees)`, et où l'on va :
    `apres_garde`, `apres_cloture`, `apres_refus`.
    """

    message_clos = "Le relevé est clos : il ne change plus."

    def post(self, request, *args, **kwargs):
        self.object = self.relire()
        try:
            if "non_abouti" in request.POST:
                return self.ne_pas_aboutir(request.POST["non_abouti"])
            form = self.formulaire(request.POST)
            form.garder()
            if request.headers.get("X-Enregistrement"):
                return JsonResponse({"fautes": form.points.fautes | dites(form)})
            return self.suivre(form)
        except ValidationError as refus:
            return self.refuser(refus)

    def suivre(self, form):
        if not form.est_valable():
            return self.render_to_response(self.get_context_data(form=form))
        if not CLORE & self.request.POST.keys():
            messages.success(self.request, "Enregistré : vous pouvez y revenir.")
            return HttpResponseRedirect(self.apres_garde)
        self.object = self.relire()
        if a_dire := self.avant_de_clore():
            contexte = self.get_context_data(form=self.formulaire(), **a_dire)
            return self.render_to_response(contexte)
        self.object.clore()
        messages.success(self.request, self.message_clos)
        return HttpResponseRedirect(self.apres_cloture)

    def avant_de_clore(self):
        """Ce qui retient la clôture : des points sans réponse, puis des noms à relire."""
        if manques := self.object.manques():
            return {"manques": manques}
        if not self.object.est_mystere or "noms_relus" in self.request.POST:
            return {}
        if "masquer" in self.request.POST:
            masquer_les_noms(self.object)
            return {}
        noms = noms_ecrits(self.object)
        return {"noms": noms} if noms else {}

    def ne_pas_aboutir(self, raison):
        self.object.ne_pas_aboutir(raison)
        dite = self.object.get_non_abouti_display()
        messages.success(self.request, f"Appel non abouti ({dite}) : il est compté.")
        return HttpResponseRedirect(self.apres_cloture)

    def refuser(self, refus):
        """Clos entre-temps, par un autre ou par soi ailleurs : rien ne s'écrit."""
        if self.request.headers.get("X-Enregistrement"):
            return JsonResponse({"refus": " ".join(refus.messages)}, status=409)
        messages.error(self.request, " ".join(refus.messages))
        return HttpResponseRedirect(self.apres_refus)


def dites(form):
    return {form.add_prefix(nom): " ".join(fautes) for nom, fautes in form.errors.items()}
