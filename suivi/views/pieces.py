"""Les pièces jointes d'une demande ; qui voit l'identité de l'usager les voit, et lui seul."""

from django.http import FileResponse, Http404
from django.urls import reverse_lazy

from qualepref.socle.fichiers.contenus import QUELCONQUE
from qualepref.socle.models import Journal
from qualepref.socle.pages import DeleteView, DetailView, UpdateView
from suivi.forms.pieces import JoindreForm
from suivi.models import Demande, PieceJointe

DEMANDES = ("Demandes", reverse_lazy("suivi:demande_list"))
VOIR, TENIR = "suivi.view_identite", "suivi.change_identite"


class JoindreView(UpdateView):
    queryset = Demande.objects.select_related("service__site__departement")
    form_class = JoindreForm
    permission_required = TENIR
    parents = (DEMANDES,)
    titre = "Joindre une pièce"
    bouton = "Joindre"
    message = "La pièce est jointe."
    template_name = "suivi/piece_form.html"


class PieceView(DetailView):
    """Le fichier ; un PDF ou une image s'ouvre, tout autre se télécharge ; consigné au journal."""

    queryset = PieceJointe.objects.select_related("demande__departement")
    permission_required = VOIR

    def render_to_response(self, context, **kwargs):
        piece = self.object
        try:
            contenu = piece.fichier.open()
        except FileNotFoundError as absent:
            raise Http404 from absent
        details = {"demande": piece.demande_id, "piece": piece.pk}
        Journal.objects.consigner(
            self.request.user, Journal.Genre.TELECHARGEMENT, details, piece.demande.departement
        )
        return FileResponse(
            contenu,
            as_attachment=not piece.est_montrable,
            filename=piece.nom,
            content_type=piece.type if piece.est_montrable else QUELCONQUE,
        )


class RetirerView(DeleteView):
    queryset = PieceJointe.objects.select_related("demande")
    permission_required = TENIR
    message = "La pièce est retirée."
    template_name = "suivi/piece_retirer.html"

    def get_titre(self):
        return "Retirer une pièce jointe"

    def get_parents(self):
        return (DEMANDES, self.object.demande)

    def get_success_url(self):
        return self.object.demande.get_absolute_url()
