"""Les adresses des actes sur un document et de ses fichiers."""

from django.urls import path

from documents.views import actes, remplacements, versions

# Verbe → (fin de l'adresse, page).
ACTES = {
    "approuver": ("approuver", actes.ApprouverView),
    "mettre_en_vigueur": ("mettre-en-vigueur", actes.MettreEnVigueurView),
    "commencer": ("commencer", actes.CommencerView),
    "soumettre": ("soumettre", actes.SoumettreView),
    "deposer": ("deposer", actes.DeposerView),
    "relire": ("relire", actes.RelireView),
    "prolonger": ("prolonger", actes.ProlongerView),
    "renvoyer": ("renvoyer", actes.RenvoyerView),
    "reprendre": ("reprendre", actes.ReprendreView),
    "remplacer": ("remplacer", remplacements.RemplacerView),
    "archiver": ("archiver", actes.ArchiverView),
}
urlpatterns = [
    path("documents/actes/", actes.DocumentsActesView.as_view(), name="documents_actes"),
    path("documents/versions/<int:pk>/", versions.VersionView.as_view(), name="version_fichier"),
    *[
        path(f"documents/<int:pk>/{fin}/", vue.as_view(), name=f"document_{verbe}")
        for verbe, (fin, vue) in ACTES.items()
    ],
]
