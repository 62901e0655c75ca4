"""Recevoir une grille qui se remplit : au bureau, ou par l'adresse d'un prêt."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect, JsonResponse


class Remplissage:
    """Garde ce qui se lit, dit le reste, et clôt si rien ne manque.

    La page dit `relire()` (le relevé tel qu'en base), `formulaire(donnees)`, et où l'on va :
    `apres_garde`, `apres_cloture`, `apres_refus`.
    """

    message_clos = "Le relevé est clos : il ne change plus."

    def post(self, request, *args, **kwargs):
        self.object = self.relire()
        form = self.formulaire(request.POST)
        try:
            form.garder()
            if request.headers.get("X-Enregistrement"):
                return JsonResponse({"fautes": form.points.fautes | dites(form)})
            return self.suivre(form)
        except ValidationError as refus:
            return self.refuser(refus)

    def suivre(self, form):
        if not form.est_valable():
            return self.render_to_response(self.get_context_data(form=form))
        if "clore" not in self.request.POST:
            messages.success(self.request, "Enregistré : vous pouvez y revenir.")
            return HttpResponseRedirect(self.apres_garde)
        self.object = self.relire()
        if manques := self.object.manques():
            contexte = self.get_context_data(form=self.formulaire(), manques=manques)
            return self.render_to_response(contexte)
        self.object.clore()
        messages.success(self.request, self.message_clos)
        return HttpResponseRedirect(self.apres_cloture)

    def refuser(self, refus):
        """Clos entre-temps, par un autre ou par soi ailleurs : rien ne s'écrit."""
        if self.request.headers.get("X-Enregistrement"):
            return JsonResponse({"refus": " ".join(refus.messages)}, status=409)
        messages.error(self.request, " ".join(refus.messages))
        return HttpResponseRedirect(self.apres_refus)


def dites(form):
    return {form.add_prefix(nom): " ".join(fautes) for nom, fautes in form.errors.items()}
